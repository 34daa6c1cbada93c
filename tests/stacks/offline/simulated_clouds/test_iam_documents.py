"""Policies of AWS are judged by their grammar: words, whom they are for, and what belongs together."""

import json
from typing import Any

import pytest

from stacks.offline.simulated_clouds.iam_documents import KINDS, document_problem

IDENTITY = ("aws:iam/rolePolicy:RolePolicy", "policy")
TRUST = ("aws:iam/role:Role", "assumeRolePolicy")
KEY = ("aws:kms/key:Key", "policy")
READS: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUSTS: dict[str, Any] = {
    "Effect": "Allow",
    "Action": ["sts:AssumeRole"],
    "Principal": {"Service": "ec2.amazonaws.com"},
}


def problem(of: tuple[str, str], *statements: Any, **more: Any) -> str | None:
    return document_problem(*of, json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more}))


@pytest.mark.parametrize(
    ("of", "statement"),
    [
        (IDENTITY, READS),
        (IDENTITY, {**READS, "Sid": "Reads", "Condition": {"StringEqualsIfExists": {"aws:RequestedRegion": "x"}}}),
        (IDENTITY, {"Effect": "Deny", "NotAction": ["iam:*"], "NotResource": ["arn:aws:s3:::a/*"]}),
        (TRUST, TRUSTS),
        (KEY, {**READS, "Principal": "*", "Condition": {"ForAnyValue:ArnLike": {"aws:PrincipalArn": ["*"]}}}),
    ],
)  # fmt: skip
def test_what_aws_takes_is_no_problem(of: tuple[str, str], statement: dict[str, Any]) -> None:
    assert problem(of, statement) is None


@pytest.mark.parametrize(
    ("of", "statement", "said"),
    [
        (IDENTITY, {"Efect": "Allow"}, "has Efect; known: Action"),
        (IDENTITY, {**READS, "Effect": "allow"}, "has no Effect of Allow or Deny"),
        (IDENTITY, {**READS, "Principal": "*"}, "has Principal, which no policy of this kind takes"),
        (IDENTITY, {**READS, "Sid": "a b"}, "has the Sid 'a b'"),
        (IDENTITY, {**READS, "NotAction": "s3:*"}, "has to have one of Action and NotAction"),
        (IDENTITY, {**READS, "Action": "GetObject"}, "has the action 'GetObject'"),
        (IDENTITY, {**READS, "Resource": "my-bucket"}, "has the resource 'my-bucket'"),
        (IDENTITY, {**READS, "Condition": {"StringEqual": {"a": "b"}}}, "has the condition StringEqual"),
        (TRUST, {**TRUSTS, "Resource": "*"}, "has Resource, which no policy of this kind takes"),
        (TRUST, {**TRUSTS, "Principal": {"Servic": "x"}}, "has another Principal"),
        (KEY, READS, "has to have one of Principal and NotPrincipal"),
    ],
)  # fmt: skip
def test_what_aws_refuses_of_a_statement_is_said(
    of: tuple[str, str], statement: dict[str, Any], said: str
) -> None:
    found = problem(of, statement)
    assert found is not None and found.startswith("no policy: statement 1 ") and said in found


def test_what_is_no_policy_at_all_is_said() -> None:
    assert document_problem(*KEY, '{"hello":1}') == (
        "no policy: hello is no word of one; known: Id, Statement, Version"
    )
    assert document_problem(*KEY, "[]") == "no policy, which is a mapping with Version and Statement"
    assert document_problem(*KEY, "{") is None, "that it is no JSON is said by another rule"
    assert problem(KEY) == "no policy: it has no Statement"
    assert problem(IDENTITY, READS, Version="2020-01-01") == (
        "no policy: its Version is one of 2012-10-17, 2008-10-17"
    )
    twice = {**READS, "Sid": "One"}
    assert problem(IDENTITY, twice, twice) == "no policy: two of its statements have one Sid"


def test_texts_that_are_no_policies_are_not_judged() -> None:
    assert ("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions") not in KINDS
    assert document_problem("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", "[]") is None
