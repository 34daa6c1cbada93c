"""Which machines the zones of an account have is asked of the account, on every page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from components.aws import offerings
from components.topology.asking import CannotAsk
from components.topology.model import Topology
from tests.components.aws import recorded, simulated_account
from tests.components.aws.test_audit import deny


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with simulated_account.simulated_account(monkeypatch):
        yield


def within(*zones: str) -> Topology:
    """Return a topology all of whose pools are in some zones."""
    topology = recorded.topology()
    clusters = tuple(
        replace(cluster, pools=tuple(replace(pool, zones=zones) for pool in cluster.pools))
        for cluster in topology.clusters
    )
    return replace(topology, clusters=clusters)


def offer(monkeypatch: pytest.MonkeyPatch, *zones: str) -> None:
    """Let the account have every machine in some zones."""

    def offered(_client: Any, machines: set[str]) -> dict[str, frozenset[str]]:
        return dict.fromkeys(machines, frozenset(zones))

    monkeypatch.setattr(offerings, "offered", offered)


def test_zones_are_those_of_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "us-east-1a", "us-east-1c")
    assert offerings.places({}.get, within("1")).errors == [], "the region's first zone by its letter"
    refused = offerings.places({}.get, within("us-east-1e", "us-east-1f")).errors
    assert refused and all("can have it in us-east-1a, us-east-1c" in str(each) for each in refused)
    assert all("us-east-1e or us-east-1f" in str(each) for each in refused)
    found = offerings.places({}.get, within("1", "2"))
    assert (
        found.errors == [] and all("in us-east-1b, only in" in each for each in found.notes) and found.notes
    )


def test_the_account_is_asked_for_these_machines_alone() -> None:
    client = simulated_account.client("ec2")
    found = offerings.offered(client, {"m5.large", "p4d.24xlarge", "no.such"})
    assert found.keys() == {"m5.large", "p4d.24xlarge"}
    assert found["m5.large"] > found["p4d.24xlarge"] and all(
        zone[:9] == "us-east-1" for zone in found["m5.large"]
    )


def test_no_right_to_ask_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    deny(monkeypatch, "DescribeInstanceTypeOfferings")
    with pytest.raises(CannotAsk, match="AWS does not tell which machines its zones have"):
        offerings.places({}.get, recorded.topology())


def test_a_plan_without_machines_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offerings, "open_account", None)
    assert offerings.places({}.get, replace(recorded.topology(), clusters=())).errors == []
