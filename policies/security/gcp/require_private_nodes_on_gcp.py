"""Nodes have no address of the internet."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, is_not_false, is_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL


def check(accused: Resource) -> Iterator[str]:
    """Find nodes with addresses; a node pool that says nothing is as its cluster is."""
    if accused.type == CLUSTER:
        yield from is_true("privateClusterConfig.enablePrivateNodes")(accused)
        yield from every("nodePools", is_not_false("networkConfig.enablePrivateNodes"))(accused)
    else:
        yield from is_not_false("networkConfig.enablePrivateNodes")(accused)


RULE = ResourceRule(
    name="require-private-nodes-on-gcp",
    promise="No node of GKE has a public address.",
    severity=Severity.HIGH,
    remedy="set privateClusterConfig.enablePrivateNodes of the cluster to true, and say nothing else of a node pool",
    references=(
        "CIS GKE 5.6.5",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.4.2",
        "NSA/CISA Kubernetes Hardening: Worker node segmentation",
    ),
    types=(CLUSTER, NODE_POOL),
    check=check,
)
