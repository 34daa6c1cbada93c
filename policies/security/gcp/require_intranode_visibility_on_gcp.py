"""Traffic between pods of one node passes the network too, so its flow logs and firewall see it."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.nodes_of_gke import of_standard_clusters
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-intranode-visibility-on-gcp",
    promise="No traffic between pods of GKE goes past the network's logs.",
    severity=Severity.MEDIUM,
    remedy="set enableIntranodeVisibility to true",
    references=("CIS GKE 5.6.1", "NIST SP 800-53 AU-12"),
    types=(CLUSTER,),
    check=of_standard_clusters(is_true("enableIntranodeVisibility")),
    mended=lambda cluster: {**cluster, "enableIntranodeVisibility": True},
)
