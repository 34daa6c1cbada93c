"""What the rules about policies of buckets let pass is what they promise: held against a simulated IAM."""

from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.judge.types_of_aws import BUCKET_POLICY
from tests.policies.clouds.aws.drawn_policies import (
    BUCKET,
    OTHER,
    OWN,
    STRANGERS,
    conditions,
    judged,
    one_or_several,
    policies,
)
from tests.policies.clouds.aws.simulated_iam import Request, answer, as_list

PRINCIPALS = st.sampled_from(
    [
        "*",
        {"AWS": "*"},
        {"AWS": ["*"]},
        {"AWS": [f"arn:aws:iam::{OWN}:root", "*"]},
        {"AWS": f"arn:aws:iam::{OWN}:root"},
    ]
)
ACTIONS = ("*", "s3:*", "S3:*", "s3:Get*", "s3:GetObject", "s3:?etObject")
RESOURCES = ("*", BUCKET, f"{BUCKET}/*", f"{BUCKET}*", f"{BUCKET}/logs/*", f"{BUCKET}/one", "arn:aws:s3:::*")
OF_BUCKETS = {
    "Action": one_or_several(*ACTIONS),
    "NotAction": one_or_several("s3:PutObject", "iam:*"),
    "Resource": one_or_several(*RESOURCES),
    "NotResource": one_or_several(f"{BUCKET}/logs/*"),
    "Principal": PRINCIPALS,
    "NotPrincipal": st.just({"AWS": f"arn:aws:iam::{OWN}:root"}),
}
ASKED = tuple(
    product(
        ("s3:GetObject", "s3:PutObject", "s3:ListBucket"), (BUCKET, f"{BUCKET}/one", f"{BUCKET}/logs/one")
    )
)
OF_TLS = conditions(
    ["Bool", "BoolIfExists", "StringEquals", "NumericLessThan"],
    {
        "aws:SecureTransport": ["false", False, "true", True],
        "aws:securetransport": [False],
        "s3:TlsVersion": ["1.2", 1.2, 1.3, "1.1"],
    },
)


def denying(**changed: Any) -> dict[str, Any]:
    """Return the policy that refuses plain HTTP, with something changed."""
    return {
        "Statement": {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [BUCKET, f"{BUCKET}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": False}},
            **changed,
        }
    }


SOUND_TLS = denying()["Statement"]
OF_SOME_OBJECTS = denying(Resource=[BUCKET, f"{BUCKET}/logs/*"])
OF_NO_BUCKET = denying(Resource=[f"{BUCKET}/*", f"{BUCKET}/one"])


@given(policy=policies(SOUND_TLS, **OF_BUCKETS, Condition=OF_TLS))
@example(policy=OF_SOME_OBJECTS)
@example(policy=OF_NO_BUCKET)
def test_bucket_that_answers_without_tls_is_found(policy: dict[str, Any]) -> None:
    found = judged(["require-tls-on-buckets-on-aws"], BUCKET_POLICY, policy)
    for action, resource in ASKED:
        plain = Request(STRANGERS[0], action, resource, {"aws:securetransport": "false"})
        assert found or answer(policy, plain) == "denied", f"{action} on {resource} over plain HTTP"


@given(
    policy=policies(
        {**SOUND_TLS, "Condition": {"NumericLessThan": {"s3:TlsVersion": 1.2}}},
        **OF_BUCKETS,
        Condition=OF_TLS,
    )
)
def test_bucket_that_answers_with_old_tls_is_found(policy: dict[str, Any]) -> None:
    found = judged(["require-new-tls-on-buckets-on-aws"], BUCKET_POLICY, policy)
    for action, resource in ASKED:
        old = Request(STRANGERS[0], action, resource, {"aws:securetransport": "true", "s3:tlsversion": "1.1"})
        assert found or answer(policy, old) == "denied", f"{action} on {resource} with TLS 1.1"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Condition": {"Bool": {"aws:SecureTransport": [False]}}},
        {"Condition": {"Bool": {"aws:securetransport": "false"}}},
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": ["false"]}}},
        {"Principal": {"AWS": ["*"]}},
        {"Action": ["s3:*"], "Resource": f"{BUCKET}*"},
        {"Action": "*", "Resource": "*"},
    ],
)
def test_each_form_in_which_plain_http_is_refused_will_do(changed: dict[str, Any]) -> None:
    assert judged(["require-tls-on-buckets-on-aws"], BUCKET_POLICY, denying(**changed)) == []


@pytest.mark.parametrize("version", [1.2, "1.2", ["1.2"], 1.3])
def test_each_form_in_which_old_tls_is_refused_will_do(version: Any) -> None:
    policy = denying(Condition={"NumericLessThan": {"s3:TlsVersion": version}})
    assert judged(["require-new-tls-on-buckets-on-aws"], BUCKET_POLICY, policy) == []


OF_WHOM = conditions(
    ["StringEquals", "StringLike", "ArnLike", "ArnEquals", "StringEqualsIfExists", "ForAnyValue:StringLike"],
    {
        "aws:PrincipalOrgID": ["o-own", "*", "o-*", "?*", "${aws:PrincipalOrgID}"],
        "aws:PrincipalAccount": [OWN, "9*", "????????????", "${aws:ResourceAccount}"],
        "aws:PrincipalArn": [
            f"arn:aws:iam::{OWN}:role/*",
            f"arn:aws:iam:*:{OWN}:role/*",
            "arn:aws:iam::*:role/*",
            "arn:*",
        ],
        "aws:SourceVpce": ["vpce-own", "vpce-*"],
        "aws:UserAgent": ["lab"],
    },
)
CLOSED = ("forbid-public-bucket-policies-on-aws", "forbid-inverted-rights-on-aws")


SOUND_ALLOWED = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": f"{BUCKET}/*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-own"}},
}


@given(policy=policies(SOUND_ALLOWED, **OF_BUCKETS, Condition=OF_WHOM), stranger=st.sampled_from(STRANGERS))
def test_bucket_that_gives_a_stranger_something_is_found(policy: dict[str, Any], stranger: str) -> None:
    context = {
        "aws:principalorgid": "o-other",
        "aws:principalaccount": OTHER,
        "aws:principalarn": stranger,
        "aws:sourcevpce": "vpce-other",
        "aws:resourceaccount": OWN,
        "aws:useragent": "lab",
    }
    policy = {
        "Statement": [
            one for one in as_list(policy["Statement"]) if "Principal" in one or "NotPrincipal" in one
        ]
    }
    found = judged(CLOSED, BUCKET_POLICY, policy)
    for action, resource in ASKED:
        assert found or answer(policy, Request(stranger, action, resource, context)) != "allowed"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": ["o-own"]}},
        {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/lab-*"}},
        {"ArnLike": {"AWS:PrincipalArn": f"arn:aws:iam:*:{OWN}:role/*"}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
        {"ForAnyValue:StringEquals": {"aws:SourceVpce": "vpce-own"}},
    ],
)
def test_everybody_of_one_account_is_not_everybody(condition: dict[str, Any]) -> None:
    one = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Condition": condition}
    assert judged(["forbid-public-bucket-policies-on-aws"], BUCKET_POLICY, {"Statement": [one]}) == []
