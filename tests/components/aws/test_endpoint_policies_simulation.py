"""The simulation refuses what it cannot read: a condition that is passed over would read as allowed."""

import json
from typing import Any

import pytest

from tests.components.aws.simulated_iam import allows

OPEN: dict[str, Any] = {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"], "Principal": "*"}


def policy(**more: Any) -> str:
    return json.dumps({"Statement": [{**OPEN, **more}]})


@pytest.mark.parametrize(
    "more",
    [
        {"Condition": {"StringEquals": {"aws:PrincipalAccount": "1"}, "ArnLike": {"aws:PrincipalArn": "x"}}},
        {"Condition": {"StringEqualsIfExists": {"aws:PrincipalAccount": "1"}}},
        {"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "1"}}},
        {"Effect": "Deny"},
        {"NotAction": ["s3:PutObject"]},
        {"Principal": {"AWS": "arn:aws:iam::1:root"}},
    ],
)
def test_what_is_not_simulated_is_no_answer(more: dict[str, Any]) -> None:
    with pytest.raises(NotImplementedError, match="simulate it first"):
        allows(policy(**more), "s3:GetObject", PrincipalAccount="1")


def test_one_of_several_values_is_enough_and_no_value_is_not() -> None:
    two = policy(Condition={"StringEquals": {"aws:ResourceAccount": ["1", "2"]}})
    assert allows(two, "s3:GetObject", ResourceAccount="2")
    assert not allows(two, "s3:GetObject", ResourceAccount="3")
    assert not allows(two, "s3:GetObject"), "a key that the request lacks matches nothing"
