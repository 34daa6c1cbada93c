"""What Google Cloud would refuse of a network, said before anything is made."""

from dataclasses import replace

import pytest

from components.gcp import limits
from components.plan.model import Plan
from components.topology.model import Topology
from components.topology.network import network_of
from tests.components.gcp import recorded

FILES = {"holds": "scratch", "kind": "filesystem", "size": "10TiB", "throughput": "4GiB/s"}


def refusals(topology: Topology) -> list[str]:
    return [str(error) for error in limits.errors(topology)]


def test_a_plan_that_fits_is_not_refused() -> None:
    assert refusals(recorded.topology()) == []


@pytest.mark.parametrize(
    ("location", "zones", "said"),
    [
        ("us-central1-a", 1, "a region of Google Cloud is named like us-central1"),
        ("us-central1", ("us-central1-d",), "us-central1-a, us-central1-b, us-central1-c, us-central1-f"),
        ("us-east1", 1, "write for example zones: [us-east1-b]"),
        ("us-central1", ("europe-west4-a",), "zones of us-central1 are called"),
    ],
)
def test_each_refusal_names_the_way_out(location: str, zones: int | tuple[str, ...], said: str) -> None:
    network = network_of(Plan.model_validate(recorded.document()), zones)
    found = refusals(replace(recorded.topology(), location=location, network=network))
    assert len(found) == 1 and said in found[0], found


def test_a_network_has_room_for_its_file_systems() -> None:
    storage = [*recorded.document()["storage"], *({"name": f"scratch-{n}", **FILES} for n in range(2))]
    small = recorded.topology(storage=storage, **recorded.network(cidr="10.20.0.0/20"))
    found = refusals(small)
    assert len(found) == 1 and "has room for 1; give a network of /16" in found[0], found
    assert refusals(recorded.topology(storage=storage)) == []


def test_pods_that_find_no_address_are_refused() -> None:
    topology = recorded.topology()
    clusters = tuple(
        replace(
            cluster,
            pools=tuple(replace(pool, maximum=5000, pods_per_node=64) for pool in cluster.pools),
        )
        for cluster in topology.clusters
    )
    found = refusals(replace(topology, clusters=clusters))
    assert any("the pods of serving have 131072 in each zone" in each for each in found), found
