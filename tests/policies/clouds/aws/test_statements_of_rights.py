"""What the rules about policies of rights let pass is what they promise: held against a simulated IAM."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.judge.resource import Resource
from policies.judge.statements_of_aws import allows
from policies.judge.types_of_aws import ROLE_POLICY
from tests.policies.clouds.aws.drawn_policies import BUCKET, judged
from tests.policies.clouds.aws.simulated_iam import Request, answer, is_about

LETTERS = st.text(alphabet="PasRole*?[]", max_size=8)


@given(patterns=st.lists(LETTERS.map("iam:{}".format), max_size=3), is_inverted=st.booleans())
def test_statement_is_about_an_action_as_aws_reads_it(patterns: list[str], is_inverted: bool) -> None:
    one = {"Effect": "Allow", "NotAction" if is_inverted else "Action": patterns}
    read = Resource(ROLE_POLICY, "policy", "urn:1", one)
    asked = Request("", "iam:PassRole", "")
    assert allows(read, "iam:passrole") == is_about(one, asked)


GIVING = (
    "PassRole",
    "AttachRolePolicy",
    "PutUserPolicy",
    "CreateAccessKey",
    "UpdateAssumeRolePolicy",
    "AddUserToGroup",
)
OF_RIGHTS = (
    "forbid-escalating-rights-on-aws",
    "forbid-wildcard-actions-on-aws",
    "forbid-inverted-rights-on-aws",
)


SIGNS = st.sampled_from(["*", "?"])


@given(
    right=st.sampled_from(GIVING),
    signs=st.dictionaries(st.integers(0, 9), SIGNS, max_size=3),
    end=st.sampled_from(["*", ""]),
    service=st.sampled_from(["iam", "IAM", "i*", "?am"]),
    passed=st.sampled_from(["*", "*.amazonaws.com", "e*", "eks.amazonaws.com", None]),
)
def test_policy_that_gives_the_right_to_give_rights_is_found(
    right: str, signs: dict[int, str], end: str, service: str, passed: str | None
) -> None:
    action = "".join(signs.get(place, letter) for place, letter in enumerate(right)) + end
    condition = {"Condition": {"StringLike": {"iam:PassedToService": passed}}} if passed else {}
    policy = {
        "Statement": [{"Effect": "Allow", "Action": f"{service}:{action}", "Resource": "r", **condition}]
    }
    found = judged(OF_RIGHTS, ROLE_POLICY, policy)
    for asked in GIVING:
        request = Request("", f"iam:{asked}", "r", {"iam:passedtoservice": "ec2.amazonaws.com"})
        assert found or answer(policy, request) != "allowed", f"iam:{asked} by {action}"


EVERYTHING = (
    "*",
    "arn:*",
    "arn:aws:s3*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::?*",
    "arn:aws:s3:::*/*",
    "arn:*:*:*",
    "**",
)


@pytest.mark.parametrize("resource", EVERYTHING)
@pytest.mark.parametrize("condition", [{}, {"StringLike": {"aws:ResourceTag/lab": "*"}}])
def test_each_form_of_everything_is_everything(resource: str, condition: dict[str, Any]) -> None:
    one = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": resource, "Condition": condition}
    [text] = judged(["restrict-rights-on-everything-on-aws"], ROLE_POLICY, {"Statement": one})
    assert f's3:PutObject on "{resource}"' in text


@pytest.mark.parametrize(
    "resource", [BUCKET, f"{BUCKET}/*", "arn:aws:s3:::lab-*", "arn:aws:ec2:*:*:instance/*"]
)
def test_what_names_some_resources_is_not_everything(resource: str) -> None:
    one = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": resource}
    assert judged(["restrict-rights-on-everything-on-aws"], ROLE_POLICY, {"Statement": one}) == []
