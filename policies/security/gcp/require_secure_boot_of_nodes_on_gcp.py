"""A node starts no kernel that its maker did not sign."""

from pulumi_policy import Severity

from policies.judge.asking import inside, is_not_false, is_true
from policies.judge.nodes_of_gke import of_nodes
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

RULE = ResourceRule(
    name="require-secure-boot-of-nodes-on-gcp",
    promise="Every node of GKE boots securely, and tells when what it booted has changed.",
    severity=Severity.MEDIUM,
    remedy="set enableSecureBoot and enableIntegrityMonitoring of nodeConfig.shieldedInstanceConfig to true",
    references=("CIS GKE 5.5.6", "CIS GKE 5.5.7", "NIST SP 800-53 SI-7"),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(
        inside(
            "shieldedInstanceConfig", is_true("enableSecureBoot"), is_not_false("enableIntegrityMonitoring")
        )
    ),
)
