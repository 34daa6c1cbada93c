"""A zone leaves a plan only once no node pool of the cluster stands in it: so Google Cloud wants it."""

from collections.abc import Iterator
from typing import Any

import pytest

from components.gcp import leaving, names
from components.gcp.account import Account
from components.gcp.adopted_subnets import AdoptedSubnets
from components.topology.errors import TopologyError
from components.topology.model import Topology
from tests.clouds import one_plan
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api

PROJECT = "atlas-project"


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def node_pools(topology: Topology) -> list[dict[str, Any]]:
    """Return what GKE tells of the node pools of a plan with two zones."""
    there = [f"{segment}-us-central1-{zone}" for segment in ("training", "serving") for zone in "ab"]
    place = f"projects/{PROJECT}/regions/us-central1/subnetworks"
    return [
        {"name": f"pool-{key}", "networkConfig": {"subnetwork": f"{place}/{names.own(topology, key)}"}}
        for key in (*there, "system")
    ]


def refusals(api: SimulatedApi, change: str, pools: list[dict[str, Any]] | None) -> list[TopologyError]:
    topology = one_plan.topology("gcp", change)
    cluster = names.own(topology, limit=names.CLUSTER_LIMIT)
    if pools is not None:
        path = f"/v1/projects/{PROJECT}/locations/us-central1/clusters/{cluster}"
        api.replies[path] = lambda _: {"nodePools": pools}
    account = Account(project=PROJECT, token=lambda: TOKEN, addresses={"container": api.address})
    return leaving.refusals_by(account, topology, None)


AS_IT_IS = node_pools(one_plan.topology("gcp"))


def test_a_zone_with_node_pools_is_not_taken_away(api: SimulatedApi) -> None:
    (error,) = refusals(api, "a zone less", AS_IT_IS)
    assert error.path == "network.zones" and "node pools stand there" in error.asked
    assert "for each of pool-serving-us-central1-b, pool-training-us-central1-b run `gcloud" in error.remedy


@pytest.mark.parametrize("change", [one_plan.AS_IT_IS, "a cluster less", "a zone more"])
def test_what_takes_no_subnet_away_is_let_through(change: str, api: SimulatedApi) -> None:
    assert refusals(api, change, AS_IT_IS) == [], "a segment keeps its subnets"


def test_a_zone_whose_node_pools_are_gone_goes(api: SimulatedApi) -> None:
    left = [pool for pool in AS_IT_IS if not pool["name"].endswith("-b")]
    assert refusals(api, "a zone less", left) == []


def test_a_cluster_that_is_not_there_yet_gives_up_nothing(api: SimulatedApi) -> None:
    assert refusals(api, "a zone less", None) == []


def test_a_network_of_somebody_else_keeps_what_its_configuration_names() -> None:
    place = f"projects/{PROJECT}/regions/us-central1/subnetworks"
    zones = {f"us-central1-{zone}": f"{place}/of-{zone}" for zone in "ab"}
    adopted = AdoptedSubnets(
        network_id="n", cidr="10.0.0.0/16", subnet_ids={"training": zones, "serving": zones},
        system_subnet_id=f"{place}/of-all", system_cidr="10.0.0.0/20", services_cidr="10.64.0.0/20",
    )  # fmt: skip
    kept = leaving._kept(one_plan.topology("gcp"), adopted)
    assert kept == {"of-a", "of-b", "of-all"}
    assert leaving._kept(one_plan.topology("gcp", "a zone less"), adopted) == {"of-a", "of-all"}
