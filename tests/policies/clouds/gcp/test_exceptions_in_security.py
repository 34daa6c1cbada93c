"""What the rules of the security pack about Google Cloud let pass on purpose is told by its use, not by its name."""

import json
from typing import Any

import pytest

from policies.judge.types_of_gcp import BUCKET, FIREWALL_POLICY_RULE
from tests.policies.breach import Added
from tests.policies.clouds.gcp.alone import found

RULE = "require-logged-buckets-on-gcp"


def bucket(name: str, **inputs: Any) -> Added:
    """Return a bucket."""
    return Added(type=BUCKET, name=name, inputs={"name": name, **inputs}, refers_to={})


def logged(name: str, into: str, **inputs: Any) -> Added:
    """Return a bucket whose logs go into another."""
    logging = {"logBucket": into, **inputs}
    return Added(
        type=BUCKET, name=name, inputs={"name": name, "logging": logging}, refers_to={"logging": ("kept",)}
    )


def test_bucket_that_takes_the_logs_of_others_is_excused() -> None:
    assert found(RULE, bucket("kept"), logged("models", "kept")) == []


def test_bucket_that_is_called_one_of_logs_is_not_excused() -> None:
    assert found(RULE, bucket("access-logs"))


def test_bucket_that_takes_logs_and_holds_data_is_not_excused() -> None:
    data = bucket("kept", labels={"groundplan-holds": "datasets"})
    assert found(RULE, data, logged("models", "kept"))


def test_bucket_that_lends_no_more_than_its_name_is_not_excused() -> None:
    texts = found(RULE, bucket("kept"), logged("models", "others", logObjectPrefix="kept"))
    assert texts, "the logs go elsewhere; only their prefix comes from this bucket"


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ({"srcRegionCodes": ["NL"]}, "match.srcRegionCodes lets whole countries in"),
        ({"srcThreatIntelligences": ["iplist-public-clouds"]}, "lets whole lists of Google's in"),
        ({}, "match.srcIpRanges is absent"),
    ],
)
def test_what_is_too_many_is_called_by_its_name(match: dict[str, Any], said: str) -> None:
    inputs = {"direction": "INGRESS", "action": "allow", "match": match}
    (text,) = found("forbid-open-ingress-on-gcp", Added(type=FIREWALL_POLICY_RULE, name="one", inputs=inputs))
    assert said in text
    assert "allowed: ranges, host names" in text


ENTRY = "roles/iap.httpsResourceAccessor"


@pytest.mark.parametrize(
    ("token", "role", "member", "is_told"),
    [
        ("gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember", ENTRY, "domain:example.com", False),
        ("gcp:iap/webIamMember:WebIamMember", ENTRY, "principalSet://iam.googleapis.com/p/*", True),
        ("gcp:iap/webIamMember:WebIamMember", "roles/iap.admin", "domain:example.com", True),
        (
            "gcp:iap/tunnelIamMember:TunnelIamMember",
            "roles/iap.tunnelResourceAccessor",
            "domain:example.com",
            True,
        ),
        ("gcp:projects/iAMMember:IAMMember", ENTRY, "domain:example.com", True),
    ],
    ids=["people of a company", "a pool", "administrators", "a way to machines", "to everything"],
)
def test_a_whole_company_may_come_in_through_the_proxy_that_asks_who_it_is(
    token: str, role: str, member: str, is_told: bool
) -> None:
    right = Added(type=token, name="right", inputs={"role": role, "member": member})
    assert bool(found("forbid-rights-of-whole-pools-on-gcp", right)) is is_told


def test_a_whole_company_may_come_in_by_a_policy_of_the_proxy() -> None:
    data = json.dumps({"bindings": [{"role": ENTRY, "members": ["domain:example.com"]}]})
    right = Added(type="gcp:iap/webIamPolicy:WebIamPolicy", name="right", inputs={"policyData": data})
    assert found("forbid-rights-of-whole-pools-on-gcp", right) == []
