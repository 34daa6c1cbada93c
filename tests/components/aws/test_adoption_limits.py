"""What a stack says of a network that exists is read whole, or refused in a sentence for each mistake."""

from dataclasses import replace
from typing import Any

import pytest

from components.aws import adoption_limits
from components.aws.adopted_subnets import AdoptedSubnets
from components.topology.errors import TopologyErrors
from tests.components.aws import recorded

ONE, OTHER = "subnet-0123456789abcdef0", "subnet-0123456789abcdef1"
ZONES = {"us-east-1a": ONE, "us-east-1b": {"id": OTHER, "cidr": "10.99.16.0/20"}}
WHOLE: dict[str, Any] = {
    "id": "vpc-0123456789abcdef0",
    "cidr": "10.99.0.0/16",
    "subnets": dict.fromkeys(("training", "serving", "control"), ZONES),
}


def read(**changed: Any) -> AdoptedSubnets:
    found = adoption_limits.read({**WHOLE, **changed})
    assert found is not None
    return found


def test_a_stack_that_says_nothing_adopts_nothing() -> None:
    assert adoption_limits.read(None) is None


def test_everything_that_is_said_is_read() -> None:
    found = read()
    assert (found.network_id, found.cidr) == (WHOLE["id"], WHOLE["cidr"])
    assert found.subnet_ids["serving"] == {"us-east-1a": ONE, "us-east-1b": OTHER}
    assert found.subnet_cidrs["serving"] == {"us-east-1b": "10.99.16.0/20"}, "where a range is told"


@pytest.mark.parametrize(
    ("changed", "path", "said"),
    [
        ({"id": "not-a-vpc"}, "id", "the id of a VPC"),
        ({"cidr": 5}, "cidr", "an IPv4 range such as"),
        ({"cidr": "10.0.0.1/16"}, "cidr", "an IPv4 range such as"),
        ({"cidrs": "10.0.0.0/16"}, "cidrs", "write cidr"),
        ({"subnets": None}, "subnets", "segments, each with zones"),
        ({"subnets": {"trainning": ZONES}}, "subnets.trainning", "write training"),
        ({"subnets": {"training": [ONE]}}, "subnets.training", "zones with the ids of their subnets"),
        ({"subnets": {"training": {"us-east-1a": 5}}}, "subnets.training.us-east-1a", "the id of a subnet"),
        ({"subnets": {"training": {"us-east-1a": None}}}, "subnets.training.us-east-1a", "the id of a subnet"),
        ({"subnets": {"training": {"us-east-1a": {"id": ONE}}}}, "subnets.training.us-east-1a.cidr", "IPv4 range"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(changed: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(TopologyErrors) as refused:
        read(**changed)
    assert str(refused.value).startswith(f"groundplan:network.{path}: ") and said in str(refused.value)


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(TopologyErrors, match="a mapping with id, cidr, subnets"):
        adoption_limits.read("vpc-0123456789abcdef0")


def test_a_subnet_that_is_too_small_for_the_plan_is_refused() -> None:
    tight = {"us-east-1a": {"id": ONE, "cidr": "10.99.0.0/28"}, "us-east-1b": OTHER}
    adopted = read(subnets={**WHOLE["subnets"], "training": tight})
    found = [str(error) for error in adoption_limits.errors(recorded.topology(), adopted)]
    assert len(found) == 1 and "addresses of 10.99.0.0/28; that subnet has 11" in found[0], found
    assert adoption_limits.errors(recorded.topology(), read()) == [], "wide ones have room"


def test_a_subnet_outside_of_its_network_is_refused() -> None:
    adopted = replace(read(), cidr="10.98.0.0/16")
    found = [str(error) for error in adoption_limits.errors(recorded.topology(), adopted)]
    assert found and all("a part of the network's range, 10.98.0.0/16" in each for each in found)
