"""What a stack's configuration says of its account is read, or refused in a sentence."""

import json
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components.aws.configuration import configuration

ROLE = "arn:aws:iam::123456789012:role/platform"


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Leave no configuration behind."""
    yield
    set_all_config({})


def test_a_stack_that_says_nothing_is_whoever_the_environment_says() -> None:
    set_all_config({})
    assert (configuration().profile, configuration().role, configuration().account) == (None, None, {})


def test_profile_and_role_are_those_of_the_provider() -> None:
    set_all_config({"aws:profile": "atlas", "aws:assumeRoles": json.dumps([{"roleArn": ROLE}])})
    said = configuration()
    assert (said.profile, said.role) == ("atlas", ROLE)
    assert said.provider("us-east-1") == {
        "region": "us-east-1", "profile": "atlas", "assume_roles": [{"roleArn": ROLE}],
    }  # fmt: skip


@pytest.mark.parametrize(
    "given", [[{"roleArn": ROLE}, {"roleArn": ROLE}], ["admin"], {"roleArn": ROLE}, [{}]]
)
def test_roles_that_the_login_cannot_assume_are_refused_with_the_way_out(given: Any) -> None:
    set_all_config({"aws:assumeRoles": json.dumps(given)})
    with pytest.raises(pulumi.RunError, match=r"one role.*name by aws:profile"):
        configuration()


def test_accounts_of_others_are_those_that_the_stack_names() -> None:
    given = ["222233334444", "011122223333", "222233334444"]
    set_all_config({"groundplan:other-accounts": json.dumps(given)})
    assert configuration().other_accounts == ("011122223333", "222233334444")


@pytest.mark.parametrize("given", ["111122223333", [111122223333], ["1234"], ["*"], {}])
def test_what_names_no_account_is_refused_with_the_way_out(given: Any) -> None:
    set_all_config({"groundplan:other-accounts": json.dumps(given)})
    with pytest.raises(pulumi.RunError, match=r"each 12 digits in quotes; write one such as"):
        configuration()


def test_buckets_of_others_are_those_that_the_stack_names() -> None:
    set_all_config({"groundplan:other-buckets": json.dumps(["layers", "data", "layers"])})
    assert configuration().other_buckets == ("data", "layers")


@pytest.mark.parametrize("given", ["layers", ["*"], ["arn:aws:s3:::layers"], [1], {}])
def test_what_names_no_bucket_is_refused_with_the_way_out(given: Any) -> None:
    set_all_config({"groundplan:other-buckets": json.dumps(given)})
    with pytest.raises(pulumi.RunError, match=r"no list of names of buckets; write one"):
        configuration()


def test_zones_of_the_control_plane_keep_their_order() -> None:
    set_all_config({"groundplan:control-plane-zones": json.dumps(["us-east-1c", "us-east-1a"])})
    assert configuration().control_plane_zones == ("us-east-1c", "us-east-1a")


@pytest.mark.parametrize("given", ["us-east-1a", ["a"], [1], {"us-east-1a": 1}])
def test_what_names_no_zones_is_refused_with_the_way_out(given: Any) -> None:
    set_all_config({"groundplan:control-plane-zones": json.dumps(given)})
    with pytest.raises(pulumi.RunError, match="no list of names of zones; write one such as"):
        configuration()
