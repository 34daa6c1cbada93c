"""Nodes run Google's own image: read only, without a package manager, patched by itself."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.nodes_of_gke import of_nodes
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

RULE = ResourceRule(
    name="require-minimal-images-of-nodes-on-gcp",
    promise="Every node of GKE runs Container-Optimized OS.",
    severity=Severity.MEDIUM,
    remedy='set nodeConfig.imageType to "COS_CONTAINERD"',
    references=("CIS GKE 5.5.1", "NIST SP 800-190 4.5.1", "NIST SP 800-53 CM-7"),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(equals("imageType", None, "COS_CONTAINERD", "cos_containerd")),
)
