"""Machines have the role of pods whether it is named by an ARN or by its name."""

import pytest

from tests.policies.breach import Added
from tests.policies.clouds.aws.alone import found
from tests.policies.clouds.aws.texts import ACCOUNT

RULE = "forbid-roles-of-pods-on-machines-on-aws"
PODS = Added(
    type="aws:eks/podIdentityAssociation:PodIdentityAssociation",
    name="pods",
    inputs={
        "namespace": "lab",
        "serviceAccount": "train",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/lab/train",
    },
)


def profile(role: str) -> Added:
    """Return what gives a machine a role, by its name."""
    return Added(type="aws:iam/instanceProfile:InstanceProfile", name="machines", inputs={"role": role})


def test_a_profile_with_the_role_of_pods_is_found_by_its_name() -> None:
    (text,) = found(RULE, PODS, profile("train"))
    assert 'role is that of pods too, by "pods"' in text


@pytest.mark.parametrize("role", ["nodes", "lab", "rain"])
def test_a_profile_with_a_role_of_its_own_is_none_of_pods(role: str) -> None:
    assert found(RULE, PODS, profile(role)) == []
