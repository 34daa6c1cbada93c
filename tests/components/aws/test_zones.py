"""In which zones a control plane may be is asked of the account: letters of zones are by account, and ids are not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from components.aws import zones
from components.aws.zones import REFUSED, refusals
from components.topology.asking import CannotAsk
from components.topology.model import Topology
from tests.components.aws import recorded, simulated_account
from tests.components.aws.test_audit import count_calls, deny

ADOPTED = {"id": "vpc-1", "cidr": "10.0.0.0/16"}


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with simulated_account.simulated_account(monkeypatch):
        yield


def ids() -> dict[str, str]:
    """Return the ids of the simulated account's zones by name; moto gives letters in an order of its own."""
    zones = simulated_account.client("ec2").describe_availability_zones()["AvailabilityZones"]
    return {zone["ZoneName"]: zone["ZoneId"] for zone in zones}


def refused_zone() -> str:
    """Return the zone of the simulated account that EKS refuses."""
    (found,) = (name for name, each in ids().items() if each == REFUSED[recorded.REGION])
    return found


def told(topology: Topology | None = None, **configured: Any) -> list[str]:
    known = {f"groundplan:{key.replace('_', '-')}": value for key, value in configured.items()}
    return [str(error) for error in refusals(known.get, topology or recorded.topology())]


def test_a_zone_that_eks_refuses_is_told_with_two_that_it_takes() -> None:
    wrong = refused_zone()
    (said,) = told(control_plane_zones=["us-east-1a", wrong])
    assert f"{wrong} (use1-az3)" in said
    two = [zone for zone in sorted(ids()) if zone != wrong][:2]
    assert f'groundplan:control-plane-zones: ["{two[0]}", "{two[1]}"]' in said, "what to write stands there"


def test_zones_that_eks_takes_are_not_refused() -> None:
    allowed = [zone for zone in sorted(ids()) if zone != refused_zone()]
    assert told(control_plane_zones=allowed[:2]) == []


def test_zones_that_nobody_chose_are_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told() == [], "this account's first two are others"
    monkeypatch.setitem(zones.REFUSED, recorded.REGION, ids()["us-east-1b"])
    (said,) = told()
    assert "us-east-1b" in said, "letters are by account"


def test_a_zone_that_the_account_lacks_is_refused() -> None:
    (said,) = told(control_plane_zones=["us-east-1a", "us-east-1z"])
    assert "us-east-1z (not there)" in said


def test_of_an_adopted_network_the_subnets_of_the_control_plane_are_looked_at() -> None:
    wrong = refused_zone()
    for segment in ("control-plane", "control"):
        subnets = {segment: {"us-east-1a": "subnet-1", wrong: "subnet-2"}}
        (said,) = told(network={**ADOPTED, "subnets": subnets})
        assert wrong in said
    apart = {"control-plane": {"us-east-1a": "subnet-1"}, "control": {wrong: "subnet-2"}}
    assert told(network={**ADOPTED, "subnets": apart}) == [], "machines may be in that zone"


def test_where_eks_takes_every_zone_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    count_calls(monkeypatch, calls)
    assert told(replace(recorded.topology(), location="eu-central-1")) == [] and calls == []


def test_no_right_to_look_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    deny(monkeypatch, "DescribeAvailabilityZones")
    with pytest.raises(CannotAsk, match=r"AWS does not tell which zones it has .AccessDenied"):
        told()
