"""Policies of endpoints and keys of AWS that stand in a resource of their own, and whom an endpoint's lets pass."""

from typing import Any

import pytest

from policies.judge.types_of_aws import KEY, KEY_POLICY, VPC_ENDPOINT, VPC_ENDPOINT_POLICY
from tests.policies.breach import Added
from tests.policies.clouds.aws.alone import found
from tests.policies.clouds.aws.texts import ACCOUNT, policy

PRESENCE, STATEMENTS = "require-policies-of-endpoints-on-aws", "restrict-policies-of-endpoints-on-aws"
OWN = policy(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Action="kms:Decrypt", Resource="*")
OPEN = policy(Principal="*", Action="*", Resource="*")


def endpoint(service: str = "com.amazonaws.us-east-1.kms", **said: Any) -> Added:
    """Return an endpoint of a service."""
    return Added(type=VPC_ENDPOINT, name="way", inputs={"serviceName": service, **said})


def beside(**said: Any) -> Added:
    """Return the resource that sets the endpoint's policy."""
    return Added(type=VPC_ENDPOINT_POLICY, name="beside", inputs=said, refers_to={"vpcEndpointId": ("way",)})


def units(operator: str, key: str, *paths: str) -> str:
    """Return a policy that lets pass what comes from, or goes to, units of an organisation."""
    return policy(Principal="*", Action="*", Resource="*", Condition={operator: {key: list(paths)}})


def test_endpoint_whose_policy_stands_beside_it_has_one() -> None:
    assert found(PRESENCE, endpoint()), "AWS lets everything pass"
    assert found(PRESENCE, endpoint(), beside(policy=OWN)) == []


def test_empty_policy_beside_an_endpoint_takes_its_own_away() -> None:
    assert found(PRESENCE, endpoint(policy=OWN)) == []
    assert found(PRESENCE, endpoint(policy=OWN), beside()), "without a policy the resource sets AWS's own"


def test_policy_beside_an_endpoint_is_read_as_its_own_is() -> None:
    (text,) = found(STATEMENTS, endpoint(policy=OWN), beside(policy=OPEN))
    assert '"beside"' in text and "for everything pass" in text


def test_endpoint_of_a_third_party_takes_no_policy() -> None:
    service = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
    assert found(PRESENCE, endpoint(service)) == []
    assert found(PRESENCE, endpoint(service), **{"services-without-policies": []}), "a team may ask for one"


@pytest.mark.parametrize("key", ["aws:PrincipalOrgPaths", "aws:ResourceOrgPaths"])
def test_units_of_an_organisation_bind(key: str) -> None:
    path = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"
    assert found(STATEMENTS, endpoint(policy=units("ForAnyValue:StringLike", key, path))) == []


@pytest.mark.parametrize("path", ["*", "o-*/r-ab12/*", "*/r-ab12/ou-ab12-11111111/*"])
def test_units_of_any_organisation_bind_nobody(path: str) -> None:
    sound = "o-a1b2c3d4e5/*"
    asked = units("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", sound, path)
    assert found(STATEMENTS, endpoint(policy=asked)), "one of the values is enough for AWS"


def test_key_whose_policy_stands_beside_it_has_one() -> None:
    key = Added(type=KEY, name="own", inputs={})
    its = Added(type=KEY_POLICY, name="its", inputs={"policy": OWN}, refers_to={"keyId": ("own",)})
    assert found("require-key-policies-on-aws", key), "by the default one all of the account's rights count"
    assert found("require-key-policies-on-aws", key, its) == []
    assert found("restrict-key-policies-on-aws", key, its) == []
