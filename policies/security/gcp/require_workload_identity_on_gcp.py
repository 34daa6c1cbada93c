"""A pod asks for rights as itself, and cannot ask as its node."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.nodes_of_gke import of_nodes, of_standard_clusters
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL


def check(accused: Resource) -> Iterator[str]:
    """Find clusters without a pool of identities, and nodes whose own rights every pod has."""
    if accused.type == CLUSTER:
        pool = present("workloadIdentityConfig.workloadPool", "<project>.svc.id.goog")
        yield from of_standard_clusters(pool)(accused)
    yield from of_nodes(equals("workloadMetadataConfig.mode", "GKE_METADATA"))(accused)


RULE = ResourceRule(
    name="require-workload-identity-on-gcp",
    promise="Every cluster and node pool of GKE gives pods identities of their own.",
    severity=Severity.HIGH,
    remedy="set the cluster's workloadIdentityConfig.workloadPool, and workloadMetadataConfig.mode to GKE_METADATA",
    references=(
        "CIS GKE 5.2.2",
        "CIS GKE 5.4.1",
        "NIST SP 800-53 AC-6",
        "NSA/CISA Kubernetes Hardening: Protecting sensitive cloud infrastructure",
    ),
    types=(CLUSTER, NODE_POOL),
    check=check,
)
