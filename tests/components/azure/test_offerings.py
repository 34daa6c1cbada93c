"""Which machines a subscription can have, and in which zones, is what Azure tells of the location."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.azure import offerings
from components.azure.account import Account
from components.azure.system_machines import SYSTEM_MACHINE
from components.plan.loading import load_plan
from components.topology.asking import CannotAsk
from components.topology.model import Topology
from components.topology.offered import Places
from components.topology.resolve import resolve
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api
from tests.components.topology.test_resolve_cloud_examples import with_digest

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
SKUS = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Compute/skus"


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


@pytest.fixture
def topology(tmp_path: Path) -> Topology:
    return resolve(load_plan(with_digest("azure-large", tmp_path)), None)


def sku(name: str, *zones: str, kept: tuple[str, ...] = (), nowhere: bool = False) -> dict[str, Any]:
    """Return what Azure tells of a machine in a location: its zones, and those that it keeps from the subscription."""
    why = {"reasonCode": "NotAvailableForSubscription", "values": ["eastus"]}
    restrictions = [{"type": "Zone", "restrictionInfo": {"zones": [*kept]}, **why}] if kept else []
    restrictions += (
        [{"type": "Location", "restrictionInfo": {"locations": ["eastus"]}, **why}] if nowhere else []
    )
    return {
        "name": name, "resourceType": "virtualMachines", "locations": ["eastus"], "restrictions": restrictions,
        "locationInfo": [{"location": "eastus", "zones": [*zones]}],
    }  # fmt: skip


def machines(topology: Topology) -> set[str]:
    pools = (pool for cluster in topology.clusters for pool in cluster.pools)
    return {SYSTEM_MACHINE, *(pool.offer.machine.name for pool in pools if pool.offer)}


def judged(api: SimulatedApi, topology: Topology, **other: dict[str, Any]) -> Places:
    """Return what is said of a subscription that has every machine everywhere, but for some."""
    skus = {name: sku(name, "1", "2", "3") for name in machines(topology)} | other
    api.replies[SKUS] = lambda _: {"value": [*skus.values()]}
    account = Account(subscription=SUBSCRIPTION, token=lambda: TOKEN, address=api.address)
    return offerings.places_in(account, topology)


def test_what_is_everywhere_has_a_place(api: SimulatedApi, topology: Topology) -> None:
    assert judged(api, topology) == Places()
    assert api.asked[0].query == {"api-version": offerings.VERSION, "$filter": "location eq 'eastus'"}


def test_what_azure_keeps_from_the_subscription_is_refused(api: SimulatedApi, topology: Topology) -> None:
    found = judged(api, topology, **{SYSTEM_MACHINE: sku(SYSTEM_MACHINE, "1", "2", "3", nowhere=True)})
    (said,) = map(str, found.errors)
    assert said.startswith(f"network.zones: system services need {SYSTEM_MACHINE} in 1 or 2 or 3")
    assert "cannot have it in eastus" in said and offerings.ACCESS in said


def test_a_zone_that_azure_keeps_from_the_subscription_has_no_machine(
    api: SimulatedApi, topology: Topology
) -> None:
    (gpu,) = (name for name in machines(topology) if "H100" in name)
    (said,) = map(str, judged(api, topology, **{gpu: sku(gpu, "1", "2", kept=("1",))}).errors)
    assert f"train/gpu needs {gpu} in 1; the account can have it in 2" in said, (
        "RDMA is put into the first zone"
    )
    found = judged(api, topology, **{SYSTEM_MACHINE: sku(SYSTEM_MACHINE, "1", "2", "3", kept=("2",))})
    assert found.errors == [] and f"cannot have {SYSTEM_MACHINE} in 2" in found.notes[0]


def test_disks_and_other_locations_are_no_machines(api: SimulatedApi) -> None:
    disk = {**sku("Standard_X", "1"), "resourceType": "disks"}
    elsewhere = {**sku("Standard_Y"), "locationInfo": [{"location": "westus", "zones": ["1"]}]}
    assert offerings.of_skus([disk, elsewhere], "eastus") == {"Standard_Y": frozenset()}


def test_a_subscription_that_cannot_be_asked_is_a_sentence(api: SimulatedApi, topology: Topology) -> None:
    account = Account(subscription=SUBSCRIPTION, token=lambda: TOKEN, address=api.address)
    with pytest.raises(CannotAsk, match="Azure has no "):
        offerings.places_in(account, topology)
