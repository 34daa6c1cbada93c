"""What a change may do to a stack in a cloud, and in which order its end comes."""

from collections.abc import Sequence

from tests.stacks.offline.simulated_clouds.cloud_stack import Step

KNOW_THE_POOLS = frozenset({"RayCluster", "RayService", "ResourceQuota", "LimitRange", "ClusterQueue"})
"""Objects of the cluster in which the sizes of pools stand."""
KNOW_THE_MACHINES = frozenset(
    {"observability-prometheus", "configmap-kube-system-cluster-autoscaler-priority-expander"}
)
"""What adds up the price of the machines that are there, and what says which groups of nodes are tried first."""


def assert_only_pool_changed(steps: Sequence[Step], cluster: str, pool: str) -> None:
    """Of the cloud only the pool's own resources may change; in the cluster what counts its nodes."""
    of_cloud = [step for step in steps if not step.is_in_the_cluster]
    assert of_cloud, "the pool has machines, so something of the cloud changes"
    assert [step for step in of_cloud if f"{cluster}-{pool}-" not in f"{step.name}-"] == [], (
        "what is of other pools stays"
    )
    inside = [step for step in steps if step.is_in_the_cluster]
    others = [step for step in inside if f"{cluster}-{pool}-" not in f"{step.name}-"]
    unasked = [
        (step.operation, step.name)
        for step in others
        if step.kind.rpartition(":")[2] not in KNOW_THE_POOLS and step.name not in KNOW_THE_MACHINES
    ]
    assert unasked == [], unasked
    assert {step.operation for step in inside} <= {"update"}, "no cluster is made anew for a pool of it"


def assert_nothing_replaced(steps: Sequence[Step]) -> None:
    """What is there may learn of something new, and stays."""
    assert {step.operation for step in steps} <= {"create", "update"}, [
        step for step in steps if step.operation not in ("create", "update")
    ]


def assert_torn_down_in_order(steps: Sequence[Step]) -> None:
    """First what stands in the cluster, then the wait for its disks and nodes, then the cloud's."""
    assert {step.operation for step in steps} == {"delete"}
    names = [step.kind.rpartition(":")[2] for step in steps]
    drain = names.index("Drain")
    ray = [place for place, name in enumerate(names) if name in ("RayCluster", "RayService")]
    assert ray and max(ray) < drain, "what holds disks and nodes goes before they are waited for"
    clusters = [place for place, step in enumerate(steps) if step.name == "cluster-control-plane"]
    assert clusters and drain < min(clusters), "a cluster that is gone lets nothing go any more"
