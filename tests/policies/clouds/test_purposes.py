"""What keeps training and serving apart at a cloud: what is no breach, and what a first preview tells already."""

from typing import Any

import pytest

from policies.judge.rule import Rule
from policies.judge.types_of_azure import GROUP_RULE
from tests.policies.breach import UNKNOWN, Added, Breach, broken, verdicts, violations, with_added
from tests.policies.clouds.aws.texts import policy
from tests.policies.clouds.test_rules import sound
from tests.policies.rules_of import rules_of

SERVING = ["10.20.16.0/21", "10.20.48.0/21"]
TRAINING = "10.20.0.0/20"


def rule(name: str) -> Rule:
    """Return the rule of a name, of whatever cloud."""
    return next(one for one in rules_of(name.rpartition("-")[2]) if one.name == name)


def azure_rule(name: str, **inputs: Any) -> Added:
    """Return a rule of the security group of training."""
    whole = {"protocol": "*", "sourcePortRange": "*", "destinationPortRange": "*", "direction": "Inbound"}
    return Added(
        type=GROUP_RULE,
        name=name,
        inputs={**whole, "destinationAddressPrefix": "*", **inputs},
        refers_to={"networkSecurityGroupName": ("network-group-training",)},
    )


def test_a_wide_rule_behind_a_denial_of_the_other_purpose_lets_nobody_in() -> None:
    wide = azure_rule("wide", access="Allow", priority=200, sourceAddressPrefix="10.20.0.0/16")
    apart = rule("forbid-traffic-between-purposes-on-azure")
    denial = {"access": "Deny", "sourceAddressPrefixes": SERVING}
    before, behind = (azure_rule("denial", **denial, priority=priority) for priority in (199, 201))
    assert violations(apart, with_added(sound("azure-small"), [wide, before])) == []
    assert violations(apart, with_added(sound("azure-small"), [wide, behind])), "what comes first decides"
    ports = azure_rule("denial", **denial, priority=199, destinationPortRange="22")
    assert violations(apart, with_added(sound("azure-small"), [wide, ports])), "it denies one port alone"


@pytest.mark.parametrize(
    ("narrower", "is_enough"),
    [
        ({"destinationAddressPrefix": "10.99.0.1/32"}, False),
        ({"destinationAddressPrefix": None, "destinationAddressPrefixes": ["10.20.0.0/21"]}, False),
        ({"destinationAddressPrefix": None, "destinationApplicationSecurityGroups": [{"id": "/id"}]}, False),
        ({"sourcePortRange": "1234"}, False),
        ({"destinationAddressPrefix": "VirtualNetwork"}, True),
        ({"destinationAddressPrefix": None, "destinationAddressPrefixes": [TRAINING]}, True),
    ],
)
def test_a_denial_protects_training_where_it_is_about_all_of_training(
    narrower: dict[str, Any], is_enough: bool
) -> None:
    wide = azure_rule("wide", access="Allow", priority=200, sourceAddressPrefix="10.20.0.0/16")
    denial = {"access": "Deny", "sourceAddressPrefixes": SERVING, "priority": 199}
    there = with_added(sound("azure-small"), [wide, azure_rule("denial", **{**denial, **narrower})])
    found = violations(rule("forbid-traffic-between-purposes-on-azure"), there)
    assert bool(found) != is_enough, "a denial that is for somebody else keeps nobody out"


def test_roles_that_read_are_one_setting_of_both_rules_about_grants_of_azure() -> None:
    names = ("restrict-rights-of-purposes-on-azure", "restrict-writers-of-stores-on-azure")
    first, second = (
        next(each for each in rule(name).settings if each.name == "reader-roles") for name in names
    )
    assert first is second, "what is written twice is changed once"
    assert all(name in first.says for name in names), "a team that sets it has to set it for both"


def test_a_bucket_of_models_may_be_read_by_any_reading_action() -> None:
    reads = policy(
        Action=["s3:GetObject*", "s3:ListBucket", "kms:DescribeKey"], Resource="arn:aws:s3:::atlas-models-*"
    )
    changed = broken(sound("aws-small"), Breach("identities-policy-serve", "policy", reads, ""))
    assert violations(rule("restrict-rights-of-purposes-on-aws"), changed) == []


def test_training_may_read_buckets_that_are_not_of_the_stack() -> None:
    reads = policy(Action="s3:GetObject", Resource="arn:aws:s3:::public-data/*")
    changed = broken(sound("aws-small"), Breach("identities-policy-train", "policy", reads, ""))
    assert violations(rule("restrict-rights-of-purposes-on-aws"), changed) == []


@pytest.mark.parametrize(
    ("cloud", "breach"),
    [
        (
            "aws",
            Breach(
                "identities-policy-serve", "policy", UNKNOWN, '"datasets"', refers_to=("storage-datasets",)
            ),
        ),
        (
            "azure",
            Breach(
                "identity-right-serve-models",
                "scope",
                UNKNOWN,
                '"datasets"',
                refers_to=("store-datasets-container",),
            ),
        ),
        (
            "gcp",
            Breach(
                "identity-right-serve-models-atlas-serve",
                "bucket",
                UNKNOWN,
                '"datasets"',
                refers_to=("storage-bucket-datasets",),
            ),
        ),
    ],
)
def test_a_preview_tells_another_store_by_where_the_value_comes_from(cloud: str, breach: Breach) -> None:
    changed = broken(sound(f"{cloud}-small"), breach)
    found = verdicts(rule(f"restrict-rights-of-purposes-on-{cloud}"), changed)
    assert any(breach.message in each.text for verdict in found for each in verdict.violations)
