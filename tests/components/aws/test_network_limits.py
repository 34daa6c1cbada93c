"""What AWS would refuse of a network, said before anything is made."""

from dataclasses import replace
from typing import Any

import pytest

from components.aws import limits
from components.topology.model import Network
from tests.components.aws import recorded


def refusals(**changed: Any) -> list[str]:
    return [str(error) for error in limits.errors(replace(recorded.topology(), **changed))]


def network(cidr: str = "10.20.0.0/16", zones: tuple[str, ...] = ("1", "2")) -> dict[str, Any]:
    return {"network": Network(cidr=cidr, zones=zones, allowed_cidrs=(), subnets=())}


def test_a_plan_that_fits_is_not_refused() -> None:
    assert refusals() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"location": "us-east"}, "describe-regions"),
        ({"location": "cn-north-1"}, "are not built"),
        (network(cidr="10.0.0.0/12"), "such as 10.0.0.0/16"),
        (network(zones=("us-west-2a", "us-west-2b")), "us-east-1a, us-east-1b"),
        (network(zones=("us-east-1-bos-1a",)), "us-east-1a, us-east-1b"),
        ({"location": "us-west-1", **network()}, "differs by account"),
        ({"location": "us-west-1", **network(zones=("us-west-1a",))}, "name 2 zones"),
        ({"location": "ap-northeast-1", **network(zones=("1", "2", "3"))}, "ap-northeast-1b"),
        ({"network": None}, "10.20.0.0/16"),
        ({"name": "sthree-1"}, "give the plan another name"),
    ],
)  # fmt: skip
def test_each_refusal_names_the_way_out(changed: dict[str, Any], said: str) -> None:
    found = refusals(**changed)
    assert len(found) == 1 and said in found[0], found


@pytest.mark.parametrize(
    "given",
    [
        ("us-west-2a", "us-west-2b"),
        ("us-east-1a", "us-east-1b", "us-east-1c"),
        ("us-east-1a", "us-east-1a"),
        ("us-east-1a",),
    ],
)
def test_zones_of_the_control_plane_are_two_of_the_region(given: tuple[str, ...]) -> None:
    (refused,) = (str(error) for error in limits.errors(recorded.topology(), given))
    assert (
        refused.startswith("groundplan:control-plane-zones: ") and '["us-east-1a", "us-east-1b"]' in refused
    )


def test_any_two_zones_of_the_region_may_hold_the_control_plane() -> None:
    assert limits.errors(recorded.topology(), ("us-east-1c", "us-east-1a")) == []
