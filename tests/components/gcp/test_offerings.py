"""Which machines a zone has is what Compute Engine tells of it, on every page."""

from collections.abc import Iterator
from typing import Any

import pytest

from components.gcp import offerings
from components.gcp.account import Account
from components.gcp.system_machines import SYSTEM_MACHINE
from components.topology.asking import CannotAsk
from components.topology.offered import Places
from tests.clouds import one_plan
from tests.components.simulated_api import TOKEN, SimulatedApi, paged, simulated_api

TOPOLOGY = one_plan.topology("gcp")
"""In us-central1-a and us-central1-b."""
POOLS = [pool for cluster in TOPOLOGY.clusters for pool in cluster.pools]
GPU = next(pool.offer.machine.name for pool in POOLS if pool.offer and pool.machine.gpus)
MACHINES = {SYSTEM_MACHINE, *(pool.offer.machine.name for pool in POOLS if pool.offer)}


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def path(zone: str) -> str:
    return f"/compute/v1/projects/p/zones/us-central1-{zone}/machineTypes"


def judged(api: SimulatedApi, **lacking: str) -> Places:
    """Return what is said of zones that have every machine but those that a test names."""
    for zone in "abf":
        listed: list[dict[str, Any]] = [{"name": name} for name in sorted(MACHINES - {lacking.get(zone)})]
        api.replies.setdefault(path(zone), paged("items", [listed[:1], listed[1:]]))
    account = Account(project="p", token=lambda: TOKEN, addresses={"compute": api.address})
    return offerings.places_in(account, TOPOLOGY)


def test_what_every_zone_has_is_let_through_and_all_zones_of_the_region_are_asked(api: SimulatedApi) -> None:
    assert judged(api) == Places(), "us-central1-c is not there, and nobody wants it"
    assert {each.path for each in api.asked} == {path(zone) for zone in "abcf"}
    names = [f'(name = "{name}")' for name in sorted(MACHINES)]
    assert api.asked[0].query["filter"] == " OR ".join(names), "not hundreds of others"


def test_a_machine_that_none_of_its_zones_has_is_refused_with_those_that_have_it(api: SimulatedApi) -> None:
    (error,) = judged(api, a=GPU, b=GPU).errors
    assert f"needs {GPU} in us-central1-a or us-central1-b" in error.asked
    assert error.allowed == "the account can have it in us-central1-f"
    assert error.remedy.startswith("write network.zones: [us-central1-f]")


def test_a_machine_that_some_of_its_zones_have_is_told(api: SimulatedApi) -> None:
    found = judged(api, b=GPU)
    assert found.errors == [] and f"cannot have {GPU} in us-central1-b" in found.notes[0]


def test_a_machine_that_nobody_starts_any_more_is_not_there(api: SimulatedApi) -> None:
    gone = [{"name": name, "deprecated": {"state": "OBSOLETE"}} for name in sorted(MACHINES)]
    for zone in "abf":
        api.replies[path(zone)] = lambda _: {"items": gone}
    assert {error.allowed for error in judged(api).errors} == {"the account cannot have it in us-central1"}


def test_no_right_to_ask_is_a_sentence(api: SimulatedApi) -> None:
    api.replies[path("a")] = lambda _: (403, {"error": {"message": "not allowed"}})
    with pytest.raises(CannotAsk, match="gcloud services enable compute"):
        judged(api)
