"""Whose a subnet of AWS is tells its tag, or what else is in it, whether it is named by reference or by its id."""

from typing import Any

import pytest

from tests.policies.breach import Added
from tests.policies.clouds.aws.alone import found
from tests.policies.mutants import aws
from tests.policies.mutants.mutation import caught_by, mutants
from tests.policies.mutants.targets import examples
from tests.policies.rules_of import rules_of

RULE = "forbid-subnets-of-other-purposes-on-aws"


def nodes(purpose: str | None, *subnets: str) -> Added:
    """Return a node group for a purpose in subnets that somebody else made."""
    inputs: dict[str, Any] = {"subnetIds": list(subnets)}
    inputs |= {"tags": {"groundplan-purpose": purpose}} if purpose else {}
    return Added(type="aws:eks/nodeGroup:NodeGroup", name=f"nodes-{purpose}", inputs=inputs)


def machine(purpose: str, subnet: str) -> Added:
    """Return a machine for a purpose."""
    inputs = {"subnetId": subnet, "tags": {"groundplan-purpose": purpose}}
    return Added(type="aws:ec2/instance:Instance", name=f"machine-{purpose}", inputs=inputs)


@pytest.mark.parametrize("other", [nodes("serving", "subnet-a"), machine("serving", "subnet-a")])
def test_who_trains_and_who_serves_share_no_subnet_that_others_made(other: Added) -> None:
    texts = found(RULE, nodes("training", "subnet-b", "subnet-a"), other)
    assert len(texts) == 2, "each of them is told"
    told = (
        f'subnetIds has the subnet of "{other.name}", which is for serving, and its machines are for training'
    )
    assert any(told in text for text in texts)


@pytest.mark.parametrize(
    "other", [nodes("serving", "subnet-b"), nodes("training", "subnet-a"), nodes(None, "subnet-a")]
)
def test_subnets_of_ones_own_or_beside_nobody_of_the_other_purpose_are_well(other: Added) -> None:
    assert found(RULE, nodes("training", "subnet-a"), machine("training", "subnet-a"), other) == []


def test_every_node_group_of_the_examples_is_seen_that_lies_in_a_subnet_of_the_other_purpose() -> None:
    (rule,) = (rule for rule in rules_of("aws") if rule.name == RULE)
    (mutation,) = (each for each in aws.MUTATIONS if (each.type, each.way) == (aws.GROUP, "subnetIds"))
    alive = [
        mutant.breach.resource
        for _, stack in examples("aws")
        for mutant in mutants(stack, [mutation])
        if not caught_by(mutant, stack, [rule])
    ]
    assert alive == []
