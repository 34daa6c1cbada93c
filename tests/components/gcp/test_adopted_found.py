"""What a stack adopts is asked of Compute Engine, here simulated: networks by address, secondary ranges by name."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from components.gcp import adopted_found
from components.gcp.account import Account
from components.topology.offered import Places
from tests.clouds import one_plan
from tests.components.gcp.test_adopted import GIVEN
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api

PLACE = "projects/p/regions/us-central1/subnetworks"
ZONES = {f"us-central1-{zone}": f"{PLACE}/t" for zone in "ab"}
NETWORK = replace(GIVEN, subnet_ids={"training": ZONES, "serving": ZONES})


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def subnet(cidr: str, *secondary: str, network: str = GIVEN.network_id) -> dict[str, Any]:
    """Return what Compute Engine tells of a subnet."""
    return {
        "network": f"https://www.googleapis.com/compute/v1/{network}", "ipCidrRange": cidr,
        "secondaryIpRanges": [{"rangeName": name, "ipCidrRange": "100.64.0.0/20"} for name in secondary],
    }  # fmt: skip


def asked(api: SimulatedApi, **subnets: dict[str, Any]) -> Places:
    there = {"t": subnet("10.0.0.0/21", "pods"), "s": subnet("10.0.192.0/20", "pods", "services")}
    for name, document in (there | subnets).items():
        api.replies[f"/compute/v1/{PLACE}/{name}"] = lambda _, document=document: document
    account = Account(project="p", token=lambda: TOKEN, addresses={"compute": api.address})
    return adopted_found.adopted_by(account, one_plan.topology("gcp"), NETWORK)


def test_what_is_there_is_let_through(api: SimulatedApi) -> None:
    assert asked(api) == Places()


def test_a_subnet_that_is_not_there_or_lies_elsewhere_is_refused(api: SimulatedApi) -> None:
    elsewhere = asked(api, t=subnet("10.0.0.0/21", "pods", network="projects/p/global/networks/b")).errors
    assert len(elsewhere) == 4 and "it lies in projects/p/global/networks/b" in str(elsewhere[0])
    gone: Any = (404, {"error": {"message": "none"}})
    (error,) = asked(api, s=gone).errors
    assert error.path == "groundplan:gcp.network.system-subnet" and "no such subnet" in error.allowed


def test_a_subnet_without_ranges_for_pods_is_refused(api: SimulatedApi) -> None:
    (error,) = asked(api, s=subnet("10.0.192.0/20", "pods")).errors
    assert "lacks services" in error.allowed


def test_a_subnet_that_is_too_small_is_refused(api: SimulatedApi) -> None:
    (error,) = asked(api, t=subnet("10.0.0.0/29", "pods")).errors
    assert "10.0.0.0/29, has 4" in error.allowed


def test_a_stack_that_adopts_nothing_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopted_found, "open_account", lambda *_given: pytest.fail("asked"))
    assert adopted_found.adopted({}.get, one_plan.topology("gcp")) == Places()
