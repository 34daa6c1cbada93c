"""The disks of nodes are encrypted by a key that its owner can take away: they hold logs and spilled objects."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.nodes_of_gke import of_nodes
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

RULE = ResourceRule(
    name="require-customer-keys-for-nodes-on-gcp",
    promise="Every boot disk of GKE is encrypted by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy="set nodeConfig.bootDiskKmsKey, and let Compute Engine's service agent use the key",
    references=("CIS GKE 5.9.2", "NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(present("bootDiskKmsKey", "a key of Cloud KMS")),
)
