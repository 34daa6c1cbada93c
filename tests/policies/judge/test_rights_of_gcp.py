"""Rights in Google Cloud are read in each of their forms, and a policy that cannot be read is no sound one."""

import json
from typing import Any

import pytest

from policies.judge.resource import MalformedError, Resource, Stack
from policies.judge.rights_of_gcp import every_member, members, rights
from policies.judge.types_of_gcp import RIGHTS
from policies.judge.unknown import NotKnownYetError
from tests.policies.breach import UNKNOWN, Added, with_added

MEMBER, BINDING, POLICY = (each for each in RIGHTS if each.startswith("gcp:projects/"))


def right(token: str, **inputs: Any) -> Resource:
    """Return a resource that gives rights."""
    [made] = with_added(Stack(()), [Added(type=token, name="right", inputs=inputs)]).resources
    return made


@pytest.mark.parametrize(
    "given",
    [
        right(MEMBER, role="roles/viewer", member="user:a@example.com"),
        right(BINDING, role="roles/viewer", members=["user:a@example.com"]),
        right(
            POLICY,
            policyData=json.dumps(
                {"bindings": [{"role": "roles/viewer", "members": ["user:a@example.com"]}]}
            ),
        ),
    ],
    ids=["member", "binding", "policy"],
)
def test_each_form_says_the_same(given: Resource) -> None:
    assert [one.get("role") for one in rights(given)] == ["roles/viewer"]
    assert [member.value for one in rights(given) for member in members(one)] == ["user:a@example.com"]


@pytest.mark.parametrize("text", ["no JSON", '{"bindings": "all"}', '{"bindings": [{"members": [3]}]}'])
def test_policy_that_is_none_cannot_be_judged(text: str) -> None:
    with pytest.raises(MalformedError, match="policyData"):
        list(every_member(lambda _: iter(()))(right(POLICY, policyData=text)))


def test_policy_that_is_not_known_yet_is_told() -> None:
    with pytest.raises(NotKnownYetError) as told:
        list(every_member(lambda _: iter(()))(right(POLICY, policyData=UNKNOWN)))
    assert "policyData" in told.value.message


def test_policy_without_bindings_gives_nothing() -> None:
    assert rights(right(POLICY, policyData="{}")) == []
