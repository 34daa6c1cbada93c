"""What a stack adopts is asked of Azure, here simulated: ids in letters of either size, ranges in two forms."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from components.azure import adopted_found
from components.azure.account import Account
from components.topology.offered import Places
from tests.clouds import one_plan
from tests.components.azure.test_adopted import ADOPTED, NETWORK
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api

ZONES = dict.fromkeys(("1", "2"), f"{NETWORK}/subnets/nodes")
NODES = replace(ADOPTED, subnet_ids={"training": ZONES, "serving": ZONES})


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def subnet(name: str, taken: int = 0, **properties: Any) -> dict[str, Any]:
    """Return what Azure tells of a subnet of the network."""
    of = {"ipConfigurations": [{"id": str(number)} for number in range(taken)], **properties}
    return {"id": f"{NETWORK.lower()}/subnets/{name}", "name": name, "properties": of}


def asked(api: SimulatedApi, *subnets: dict[str, Any]) -> Places:
    if subnets:
        api.replies[NETWORK] = lambda _: {"properties": {"subnets": [*subnets]}}
    account = Account(subscription="ours", token=lambda: TOKEN, address=api.address)
    return adopted_found.adopted_by(account, one_plan.topology("azure"), NODES)


SYSTEM = subnet("system", addressPrefixes=["fd00::/64", "10.40.8.0/24"])


def test_what_is_there_is_let_through(api: SimulatedApi) -> None:
    assert asked(api, subnet("nodes", addressPrefix="10.40.0.0/21"), SYSTEM) == Places()
    assert api.asked[0].query == {"api-version": adopted_found.VERSION}


def test_what_is_not_there_or_too_small_is_refused(api: SimulatedApi) -> None:
    (error,) = asked(api, subnet("nodes", addressPrefix="10.40.0.0/21")).errors
    assert error.path == "groundplan:azure.network.regional-subnets.system"
    (error,) = asked(api, subnet("nodes", addressPrefix="10.40.0.0/29"), SYSTEM).errors
    assert "10.40.0.0/29, has 3" in error.allowed


def test_addresses_that_others_have_are_told(api: SimulatedApi) -> None:
    found = asked(api, subnet("nodes", taken=240, addressPrefix="10.40.0.0/24"), SYSTEM)
    assert found.errors == [] and "and 11 are free there now" in found.notes[0]


def test_a_network_that_is_not_there_has_no_subnet(api: SimulatedApi) -> None:
    assert len(asked(api).errors) == 5


def test_a_stack_that_adopts_nothing_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopted_found, "open_account", lambda *_given: pytest.fail("asked"))
    assert adopted_found.adopted({}.get, one_plan.topology("azure")) == Places()
