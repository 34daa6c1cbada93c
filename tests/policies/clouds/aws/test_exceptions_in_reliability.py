"""Whose data may go at AWS: what another environment than production says of itself, in whatever case."""

from dataclasses import replace
from typing import Any

import pytest

from policies.judge.types_of_aws import BUCKETS
from tests.policies.breach import Added
from tests.policies.clouds.aws.alone import found


def store(environment: str | None = None) -> Added:
    """Return a bucket that nothing protects, of an environment or of none."""
    tags = {"groundplan-environment": environment} if environment else {}
    return Added(type=BUCKETS[0], name="store", inputs={"tags": tags})


@pytest.mark.parametrize("environment", ["development", "staging", "Test"])
def test_stores_of_other_environments_may_go(environment: str) -> None:
    assert found("require-protected-stores-on-aws", store(environment)) == []


@pytest.mark.parametrize(
    "environment", ["production", "Prod", "PRD", "live", "prod-eu", "production-2", "prodution"]
)
def test_stores_of_production_are_protected_whatever_it_is_called(environment: str) -> None:
    assert found("require-protected-stores-on-aws", store(environment))


def test_store_that_says_no_environment_is_kept_as_production_is() -> None:
    assert found("require-protected-stores-on-aws", store())


@pytest.mark.parametrize(
    ("narrower", "is_whole"), [({}, True), ({"prefix": "old/"}, False), ({"tags": {"kept": "no"}}, False)]
)
def test_scratch_goes_by_rules_in_the_bucket_that_are_about_all_of_it(
    narrower: dict[str, Any], is_whole: bool
) -> None:
    rule = {"enabled": True, "expiration": {"days": 30}, **narrower}
    tags = {"groundplan-holds": "scratch"}
    bucket = Added(type=BUCKETS[0], name="store", inputs={"tags": tags, "lifecycleRules": [rule]})
    texts = found("require-end-of-checkpoints-and-scratch-on-aws", bucket)
    assert (texts == []) == is_whole, "a part of it leaves the rest lying"


def in_subnets(*subnets: str, **tags: str) -> list[Added]:
    """Return a cluster of production and its node groups, each in a subnet that others made."""
    cluster = Added(type="aws:eks/cluster:Cluster", name="cluster", inputs={"name": "atlas"})
    inputs = {"clusterName": "atlas", "tags": {"groundplan-plan": "atlas", **tags}}
    groups = [
        Added(
            type="aws:eks/nodeGroup:NodeGroup",
            name=f"nodes-{index}",
            inputs={**inputs, "subnetIds": [subnet]},
        )
        for index, subnet in enumerate(subnets)
    ]
    return [cluster, *groups]


@pytest.mark.parametrize(
    ("machines", "is_sound"),
    [
        (in_subnets("subnet-a", "subnet-b"), True),
        (in_subnets("subnet-a"), False),
        (in_subnets("subnet-a", "subnet-a"), False),
        (in_subnets("subnet-a", **{"groundplan-pool": "gpu"}), True),
        (in_subnets(), True),
    ],
    ids=["two subnets", "one", "one twice", "a pool in one", "no groups"],
)
def test_system_machines_of_production_are_in_several_subnets_where_nobody_knows_the_zones(
    machines: list[Added], is_sound: bool
) -> None:
    assert (found("require-several-zones-on-aws", *machines) == []) == is_sound


def test_a_tag_that_is_missing_makes_no_system_machine_another() -> None:
    cluster, group = in_subnets("subnet-a")
    assert found("require-several-zones-on-aws", cluster, replace(group, inputs={**group.inputs, "tags": {}}))


@pytest.mark.parametrize("others", [(), ("subnet-elsewhere",)], ids=["made here alone", "and by others"])
def test_subnets_that_say_no_zone_stand_each_for_one(others: tuple[str, ...]) -> None:
    names = ("one", "two")
    subnets = [
        Added(type="aws:ec2/subnet:Subnet", name=name, inputs={"id": f"subnet-{name}"}) for name in names
    ]
    cluster, group = in_subnets("subnet-one")
    made_in = [f"subnet-{name}" for name in (names[:1] if others else names)]
    there = replace(group, inputs={**group.inputs, "subnetIds": [*made_in, *others]})
    assert found("require-several-zones-on-aws", cluster, *subnets, there) == []
    (text,) = found("require-several-zones-on-aws", cluster, *subnets, group)
    assert "all in one; allowed: at least 2 zones" in text
