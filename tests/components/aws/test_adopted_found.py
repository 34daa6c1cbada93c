"""What a stack adopts is asked of the account, here a simulated one."""

from collections.abc import Iterator
from typing import Any

import pytest

from components.aws import adopted_found
from components.aws.adoption_limits import WHERE
from components.topology.offered import Places
from tests.components.aws import recorded, simulated_account


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with simulated_account.simulated_account(monkeypatch):
        yield


def network() -> dict[str, Any]:
    """Return how a stack would tell of a network that is there."""
    client = simulated_account.client("ec2")
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def subnet(number: int, zone: str) -> str:
        made = client.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{64 * number}.0/18", AvailabilityZone=zone)
        return made["Subnet"]["SubnetId"]

    first, second = "us-east-1a", "us-east-1b"
    shared = {first: subnet(0, first), second: subnet(1, second)}
    return {
        "id": vpc,
        "cidr": "10.0.0.0/16",
        "subnets": dict.fromkeys(("training", "serving", "control"), shared),
    }


def asked(told: dict[str, Any] | None) -> Places:
    return adopted_found.adopted({WHERE: told}.get, recorded.topology())


def test_what_is_there_is_let_through() -> None:
    assert asked(network()).errors == []


def test_a_subnet_that_is_not_there_hides_no_other() -> None:
    told = network()
    zones = told["subnets"]["training"]
    told["subnets"] = told["subnets"] | {
        "training": {"us-east-1a": "subnet-0123456789abcdef0", "us-east-1b": zones["us-east-1a"]}
    }
    words = [str(error) for error in asked(told).errors]
    assert len(words) == 2 and "no such subnet" in words[0] and "it lies in us-east-1a" in words[1]


def test_a_subnet_of_another_network_is_refused() -> None:
    told, other = network(), network()
    told["subnets"] = other["subnets"]
    assert all(f"it lies in {other['id']}" in str(error) for error in asked(told).errors)
    assert len(asked(told).errors) == 6


def test_a_stack_that_adopts_nothing_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopted_found, "open_account", lambda *_given: pytest.fail("asked"))
    assert asked(None) == Places()
