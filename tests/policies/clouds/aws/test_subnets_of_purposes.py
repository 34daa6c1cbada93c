"""Whose a subnet of AWS is tells its tag, or what else is in it, whether it is named by reference or by its id."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from policies.judge.resource import Stack
from tests.policies.breach import UNKNOWN, Added, verdicts, with_added
from tests.policies.clouds.aws.alone import RULES, found
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


LISTED: tuple[str, ...] = ("made-a", "made-b")
"""The logical names of subnets of which a program took one out of the list of all: each is a source of it then."""


def made(ids: Mapping[str, str]) -> list[Added]:
    """Return the subnets of that list, with the ids that they have."""
    return [Added(type="aws:ec2/subnet:Subnet", name=name, inputs={"id": ids[name]}) for name in LISTED]


def taken(kind: str, key: str, value: Any, purpose: str = "serving", *, listed: Any = None) -> Added:
    """Return machines in a subnet that comes out of the list of all."""
    tags: Any = {"groundplan-purpose": purpose}
    if kind == "autoscaling/group:Group":
        tags = [{"key": "groundplan-purpose", "value": purpose, "propagateAtLaunch": True}]
    return Added(
        type=f"aws:{kind}",
        name=f"taken-{purpose}",
        inputs={key: value, "tags": tags},
        refers_to={key: LISTED if listed is None else listed},
    )


KINDS: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    ("eks/nodeGroup:NodeGroup", "subnetIds", lambda subnet: [subnet]),
    ("ec2/instance:Instance", "subnetId", lambda subnet: subnet),
    ("ec2/launchTemplate:LaunchTemplate", "networkInterfaces", lambda subnet: [{"subnetId": subnet}]),
    ("autoscaling/group:Group", "vpcZoneIdentifiers", lambda subnet: [subnet]),
)
"""Type, the property that says subnets, and what it says of one."""
KNOWN = {"made-a": "subnet-a", "made-b": "subnet-b"}


@pytest.mark.parametrize(("kind", "key", "of_one"), KINDS)
@pytest.mark.parametrize(("subnet", "others"), [("subnet-b", 0), ("subnet-a", 2)])
def test_subnets_out_of_one_list_are_told_apart_by_ids_that_are_known(
    kind: str, key: str, of_one: Callable[[str], Any], subnet: str, others: int
) -> None:
    trains = taken("eks/nodeGroup:NodeGroup", "subnetIds", ["subnet-a"], "training")
    assert len(found(RULE, *made(KNOWN), trains, taken(kind, key, of_one(subnet)))) == others


@pytest.mark.parametrize(("kind", "key", "of_one"), KINDS)
def test_subnets_out_of_one_list_are_waited_for_until_an_id_tells_which_is_meant(
    kind: str, key: str, of_one: Callable[[str], Any]
) -> None:
    trains = taken("eks/nodeGroup:NodeGroup", "subnetIds", [UNKNOWN], "training")
    unknown = dict.fromkeys(LISTED, UNKNOWN)
    stack = with_added(Stack(()), [*made(unknown), trains, taken(kind, key, of_one(UNKNOWN))])
    (verdict,) = verdicts(RULES[RULE], stack)
    assert verdict.not_known and not verdict.violations, "one of them trains, and nobody knows yet which"


@pytest.mark.parametrize("value", [UNKNOWN, [UNKNOWN], [UNKNOWN, "subnet-c"]])
def test_subnets_are_told_before_their_ids_are_known_where_no_other_can_be_meant(value: Any) -> None:
    one: dict[str, Any] = {"listed": ("made-a",)}
    trains = taken("eks/nodeGroup:NodeGroup", "subnetIds", value, "training", **one)
    serves = taken("ec2/instance:Instance", "subnetId", UNKNOWN, **one)
    (verdict,) = verdicts(
        RULES[RULE], with_added(Stack(()), [*made(dict.fromkeys(LISTED, UNKNOWN)), trains, serves])
    )
    assert len(verdict.violations) == 2 and not verdict.not_known


@pytest.mark.parametrize(("tags", "is_told"), [(("training", "training"), True), (("training", None), False)])
def test_a_list_of_subnets_that_are_all_anothers_is_told_whichever_is_meant(
    tags: tuple[str | None, ...], is_told: bool
) -> None:
    subnets = [
        replace(one, inputs={**one.inputs, "tags": {"groundplan-purpose": tag} if tag else {}})
        for one, tag in zip(made(dict.fromkeys(LISTED, UNKNOWN)), tags, strict=True)
    ]
    serves = taken("eks/nodeGroup:NodeGroup", "subnetIds", UNKNOWN)
    (verdict,) = verdicts(RULES[RULE], with_added(Stack(()), [*subnets, serves]))
    assert (bool(verdict.violations), bool(verdict.not_known)) == (is_told, not is_told)


SPECIFIED = {"launchTemplate": {"launchTemplateSpecification": {"launchTemplateId": "lt-1"}}}
TAGS = {"groundplan-purpose": "serving"}


@pytest.mark.parametrize("named", [{"launchTemplate": {"id": "lt-1"}}, {"mixedInstancesPolicy": SPECIFIED}])
@pytest.mark.parametrize(
    "said", [{"tags": TAGS}, {"tagSpecifications": [{"resourceType": "instance", "tags": TAGS}]}]
)
def test_a_group_that_scales_is_for_what_its_template_is_for(
    named: dict[str, Any], said: dict[str, Any]
) -> None:
    template = Added(
        type="aws:ec2/launchTemplate:LaunchTemplate", name="template", inputs={"id": "lt-1", **said}
    )
    group = Added(
        type="aws:autoscaling/group:Group",
        name="group",
        inputs={"vpcZoneIdentifiers": ["subnet-a"], **named},
    )
    assert len(found(RULE, nodes("training", "subnet-a"), template, group)) == 2


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
