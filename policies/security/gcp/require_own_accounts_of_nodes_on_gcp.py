"""Nodes run as an account of their own: the default one may change the whole project."""

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.nodes_of_gke import of_nodes
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

NOT_DEFAULT = r"(?!default$)(?!.*-compute@developer\.gserviceaccount\.com$).+"

RULE = ResourceRule(
    name="require-own-accounts-of-nodes-on-gcp",
    promise="No node of GKE runs as the default service account.",
    severity=Severity.HIGH,
    remedy="set nodeConfig.serviceAccount to an account with roles/container.defaultNodeServiceAccount",
    references=("CIS GKE 5.2.1", "NIST SP 800-53 AC-6"),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(matches("serviceAccount", NOT_DEFAULT, "an account of its own")),
)
