"""A machine that none of its zones has for the account is refused with those that have it; some of them are told."""

from pathlib import Path

import pytest

from components.plan.loading import load_plan
from components.topology.offered import Places, Wanted, places, wanted
from components.topology.quota import SYSTEM, SystemMachines
from components.topology.resolve import resolve
from tests.components.topology.test_resolve_cloud_examples import with_digest

GPU = Wanted(
    path="clusters[train].pools[gpu].machine", who="train/gpu", machine="p5.48xlarge", zones=("e", "f")
)


def judged(*there: str, asked: Wanted = GPU) -> Places:
    return places([asked], {"p5.48xlarge": frozenset(there)}, "us-east-1", "ask for access")


def test_a_machine_that_none_of_its_zones_has_is_refused_with_those_that_have_it() -> None:
    found = judged("a", "c")
    assert [str(each) for each in found.errors] == [
        "clusters[train].pools[gpu].machine: train/gpu needs p5.48xlarge in e or f; the account can have it in a, c; "
        "write network.zones: [a, c], or ask for another machine or location"
    ]
    assert found.notes == []


def test_a_machine_that_an_account_can_have_nowhere_is_refused_with_how_to_ask() -> None:
    (said,) = map(str, judged().errors)
    assert (
        "the account cannot have it in us-east-1; ask for another machine or location, or ask for access"
        in said
    )
    (said,) = map(str, places([GPU], {}, "us-east-1", "ask for access").errors)
    assert "cannot have it in us-east-1" in said, "what is not listed is not there"


def test_a_machine_that_some_of_its_zones_have_starts_there_and_is_told() -> None:
    found = judged("a", "e")
    assert found.errors == [] and "cannot have p5.48xlarge in f, only in a, e" in found.notes[0]


def test_a_machine_that_all_its_zones_have_is_neither() -> None:
    assert judged("e", "f", "a") == Places()


def test_machines_beside_the_pools_are_wanted_in_all_zones(tmp_path: Path) -> None:
    topology = resolve(load_plan(with_digest("azure-large", tmp_path)), None)
    system = SystemMachines(machine="s", family="f", vcpus=4, least=1, zones=("1", "2"))
    found = wanted(topology, lambda zone: f"z{zone}", system)
    assert found[-1] == Wanted(path="network.zones", who=SYSTEM, machine="s", zones=("z1", "z2"))
    gpu = next(each for each in found if each.who == "train/gpu")
    assert len(gpu.zones) == 1, "RDMA reaches one zone"
    (said,) = map(str, places([found[-1]], {}, "eastus", "ask for access").errors)
    assert "system services need s in z1 or z2" in said and "choose another location" in said


@pytest.mark.parametrize("target", ["aws", "azure", "gcp"])
def test_every_pool_of_a_cloud_wants_its_machine(target: str, tmp_path: Path) -> None:
    topology = resolve(load_plan(with_digest(f"{target}-small", tmp_path)), None)
    pools = {f"{pool.cluster}/{pool.name}" for cluster in topology.clusters for pool in cluster.pools}
    assert {each.who for each in wanted(topology, str)} == pools
