"""The pool that GKE makes for a moment goes again: it has the settings of nobody, and is paid for."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, only_where
from policies.judge.nodes_of_gke import of_standard_clusters
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-removed-default-pools-on-gcp",
    promise="No cluster of GKE keeps the node pool that it began with.",
    severity=Severity.MEDIUM,
    remedy="set removeDefaultNodePool to true, and make node pools by container.NodePool",
    references=("FinOps Framework: Usage Optimization", "NIST SP 800-53 CM-7"),
    types=(CLUSTER,),
    check=of_standard_clusters(
        only_where(lambda cluster: not cluster.get("nodePools"), is_true("removeDefaultNodePool"))
    ),
)
