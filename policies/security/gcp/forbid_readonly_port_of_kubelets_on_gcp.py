"""A kubelet tells nothing of its pods to who has not said who they are."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, inside
from policies.judge.nodes_of_gke import of_standard_clusters
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

PORT = "insecureKubeletReadonlyPortEnabled"
CLOSED = equals(PORT, "FALSE", "false")
"""Open where nothing is said, in clusters that began before 1.32."""


def check(accused: Resource) -> Iterator[str]:
    """Find node pools with the port open, and clusters whose new pools have it."""
    if accused.type == CLUSTER:
        yield from of_standard_clusters(inside("nodePoolDefaults.nodeConfigDefaults", CLOSED))(accused)
    else:
        yield from inside("nodeConfig.kubeletConfig", CLOSED)(accused)


RULE = ResourceRule(
    name="forbid-readonly-port-of-kubelets-on-gcp",
    promise="No kubelet of GKE answers on its port without authentication.",
    severity=Severity.HIGH,
    remedy='set insecureKubeletReadonlyPortEnabled to "FALSE", in kubeletConfig and in nodePoolDefaults',
    references=(
        "CIS Kubernetes 4.2.4",
        "NIST SP 800-53 AC-3",
        "NSA/CISA Kubernetes Hardening: Network separation and hardening",
    ),
    types=(CLUSTER, NODE_POOL),
    check=check,
)
