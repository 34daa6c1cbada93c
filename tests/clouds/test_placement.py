"""Placement is a switch beside the fabric: groups on ethernet, RDMA without, and as before where a plan is silent."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from components.aws import machines as of_aws
from components.aws.capacity import capacity
from components.azure.agent_pools import agent_pools
from components.gcp import machines as of_gcp
from components.topology.model import Pool, Topology
from stacks.offline.simulated_clouds.formats import format_faults
from stacks.offline.simulated_clouds.replacing import is_replacing
from tests.clouds import one_plan, test_examples
from tests.clouds.promises import PROMISES, broken
from tests.clouds.provisioned import made

PLACED = "placed"
CLOUDS = pytest.mark.parametrize("cloud", one_plan.CLOUDS)


def group_on_aws(pool: Pool) -> object:
    ways = [how for word in pool.capacity if (how := capacity(word))]
    return of_aws.strategy(pool), [of_aws.wants_placement_group(pool, how) for how in ways]


def agent_pools_of(pool: Pool) -> object:
    alone = one_plan.topology("azure")
    cluster = replace(alone.clusters[0], pools=(pool,))
    return [(one.name, one.is_together) for one in agent_pools(replace(alone, clusters=(cluster,)))]


DECIDES: dict[str, Callable[[Pool], object]] = {
    "aws": group_on_aws, "azure": agent_pools_of, "gcp": of_gcp.is_compact,
}  # fmt: skip
"""All that a target asks of a pool's placement."""


def as_before(cloud: str, pool: Pool) -> Pool:
    """Return a pool whose placement is written as targets did before a plan could say it."""
    together = {"aws": pool.fabric == "rdma", "azure": False, "gcp": of_gcp.has_fabric(pool)}[cloud]
    return replace(pool, placement="together" if together else "anywhere")


def pools(topology: Topology) -> list[Pool]:
    return [pool for cluster in topology.clusters for pool in cluster.pools]


@pytest.mark.parametrize("stack", test_examples.EXAMPLES)
def test_a_plan_that_is_silent_gets_what_it_got_before(stack: str) -> None:
    cloud = stack.partition("-")[0]
    for pool in pools(test_examples.topology(stack)):
        assert pool.placement is None, "no example says it"
        assert DECIDES[cloud](pool) == DECIDES[cloud](as_before(cloud, pool)), f"{pool.cluster}/{pool.name}"


def test_rdma_without_a_group_and_groups_on_ethernet_are_made_on_aws() -> None:
    found = made("aws", PLACED).of_type("ec2/placementGroup:PlacementGroup")
    assert {name: each.inputs["strategy"] for name, each in found.items()} == {
        "pools-placement-train-data": "cluster", "pools-placement-serve-replicas": "spread",
    }  # fmt: skip
    templates = made("aws", PLACED).of_type("ec2/launchTemplate:LaunchTemplate")
    placed = {name for name, each in templates.items() if each.inputs.get("placement")}
    assert placed == {
        "pools-template-train-data-spot", "pools-template-train-data-on-demand",
        "pools-template-serve-replicas-on-demand",
    }  # fmt: skip
    fast = templates["pools-template-train-gpu-on-demand"].inputs["networkInterfaces"]
    assert {each["interfaceType"] for each in fast} == {"interface", "efa-only"}, (
        "RDMA stays without its group"
    )
    before = made("aws").of_type("ec2/placementGroup:PlacementGroup")
    assert before.keys() == {"pools-placement-train-gpu"}


def test_machines_on_ethernet_stand_in_a_group_of_azure_that_the_cluster_may_use() -> None:
    one = made("azure", PLACED)
    ((name, group),) = one.of_type("compute:ProximityPlacementGroup").items()
    assert name == "pools-near-train-data" and group.inputs["proximityPlacementGroupType"] == "Standard"
    told = {
        name: each.inputs["proximityPlacementGroupID"]
        for name, each in one.of_type("containerservice:AgentPool").items()
        if "proximityPlacementGroupID" in each.inputs
    }
    assert told.keys() == {"pools-train-data-spot-1", "pools-train-data-on-demand-1"}, (
        "one zone has one group"
    )
    assert one.resources["pools-grant-near-train-data"].inputs["scope"] in told.values()
    names = [
        made("azure", change).resources["pools-train-data-spot-1"].inputs["agentPoolName"]
        for change in (one_plan.AS_IT_IS, PLACED)
    ]
    assert names[0] != names[1], (
        "Azure never changes it, and a new pool of one name cannot come beside the old one"
    )


def test_nodes_on_ethernet_stand_close_on_google_cloud() -> None:
    found = {
        name: each.inputs["placementPolicy"]
        for name, each in made("gcp", PLACED).of_type("container/nodePool:NodePool").items()
        if each.inputs.get("placementPolicy")
    }
    zone = "us-central1-a"
    assert found == {
        f"pools-train-data-{bought}-{zone}": {"type": "COMPACT"} for bought in ("spot", "on-demand")
    }  # fmt: skip


@CLOUDS
def test_what_is_placed_keeps_every_promise_in_forms_that_the_cloud_takes(cloud: str) -> None:
    one = made(cloud, PLACED)
    assert [fault for promise in PROMISES for fault in broken(promise, one)] == []
    faults = {
        name: found
        for name, each in one.own().items()
        if (found := list(format_faults(each.type, each.inputs)))
    }
    assert faults == {}


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ("aws:ec2/placementGroup:PlacementGroup", "strategy"),
        ("azure-native:containerservice:AgentPool", "proximityPlacementGroupID"),
        ("azure-native:compute:ProximityPlacementGroup", "proximityPlacementGroupType"),
        ("gcp:container/nodePool:NodePool", "placementPolicy.type"),
    ],
)
def test_another_placement_is_told_as_other_machines(token: str, path: str) -> None:
    assert is_replacing(token, tuple(path.split("."))), "a preview would promise a change in place"
