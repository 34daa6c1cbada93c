"""What passes through the private ways: this account to what is its own, and what machines need of AWS."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.aws.endpoint_policies import service_policy, store_policy
from components.aws.endpoints import SERVICES
from components.aws.keys import Place
from components.images import load_images
from tests.components.aws import recorded
from tests.components.aws.simulated_iam import allows

PLACE = Place(partition="aws", region=recorded.REGION, account_id=recorded.ACCOUNT)
OURS, THEIRS = recorded.ACCOUNT, "999999999999"
STORES = store_policy(PLACE)
LIMIT_CHARACTERS = 20_480
"""Of an endpoint's policy (AWS PrivateLink, "Amazon VPC quotas")."""

accounts = st.from_regex(r"[0-9]{12}", fullmatch=True)
buckets = st.from_regex(r"[a-z0-9][a-z0-9-]{1,20}[a-z0-9]", fullmatch=True)


def test_stores_of_this_account_are_reached_by_whoever_is_of_it() -> None:
    ours = {"PrincipalAccount": OURS, "ResourceAccount": OURS}
    assert allows(STORES, "s3:PutObject", "arn:aws:s3:::digits-models/1", **ours)
    assert allows(STORES, "s3:CreateBucket", "arn:aws:s3:::digits-data", **ours), (
        "`up` may run inside the network"
    )


@given(principal=accounts, owner=accounts, bucket=buckets)
def test_no_data_go_to_others_and_no_others_credentials_open_anything(
    principal: str, owner: str, bucket: str
) -> None:
    asked = {"PrincipalAccount": principal, "ResourceAccount": owner}
    passes = allows(STORES, "s3:PutObject", f"arn:aws:s3:::{bucket}/x", **asked)
    assert passes == (principal == owner == OURS)


@pytest.mark.parametrize(
    ("key", "needed_by"),
    [
        ("prod-us-east-1-starport-layer-bucket/layer", "each image of ECR, of add-ons too"),
        ("prod-registry-k8s-io-us-east-1/containers/images/sha256:1", "the autoscaler and Kueue"),
        ("quayio-production-s3/sha256/0e/1", "KubeRay"),
        ("docker-images-prod/registry-v2/docker/registry/v2/blobs/sha256/1", "Docker Hub's images"),
        ("al2023-repos-us-east-1-de612dc2/core", "packages of machines"),
    ],
)
def test_what_machines_load_is_read_without_a_name_and_never_written(key: str, needed_by: str) -> None:
    resource = f"arn:aws:s3:::{key}"
    assert allows(STORES, "s3:GetObject", resource), needed_by
    assert allows(STORES, "s3:GetObject", resource, PrincipalAccount=THEIRS, ResourceAccount=THEIRS), (
        needed_by
    )
    assert not allows(STORES, "s3:PutObject", resource, PrincipalAccount=OURS, ResourceAccount=THEIRS)


OF_REGISTRY = {
    "docker.io": "docker-images-prod",
    "quay.io": "quayio-production-s3",
    "registry.k8s.io": "prod-registry-k8s-io-{region}",
    "602401143452.dkr.ecr.us-west-2.amazonaws.com": "prod-{region}-starport-layer-bucket",
}
NOT_FROM_S3 = frozenset({"ghcr.io", "nvcr.io"})
"""Their layers come from pkg-containers.githubusercontent.com (GitHub, "Self-hosted runners reference") and, as its
answers say, from layers.nvcr.io, not S3.
"""


@pytest.mark.parametrize(
    "registry", sorted({each.repository.partition("/")[0] for each in load_images().images.values()})
)
def test_layers_of_every_registry_of_the_lock_file_pass_or_are_not_in_s3(registry: str) -> None:
    if registry not in NOT_FROM_S3:
        bucket = OF_REGISTRY[registry].format(region=PLACE.region)
        assert allows(STORES, "s3:GetObject", f"arn:aws:s3:::{bucket}/layer"), (
            "a pull inside AWS would be redirected to a bucket that the gateway refuses"
        )


def test_buckets_of_others_are_reached_where_the_stack_names_them() -> None:
    policy = store_policy(PLACE, ["layers-of-theirs"])
    key = "arn:aws:s3:::layers-of-theirs/sha256/1"
    assert allows(policy, "s3:GetObject", key, PrincipalAccount=THEIRS, ResourceAccount=THEIRS), (
        "signed by its registry"
    )
    assert allows(policy, "s3:PutObject", key, PrincipalAccount=OURS, ResourceAccount=THEIRS), "a state there"
    assert allows(policy, "s3:ListBucket", "arn:aws:s3:::layers-of-theirs", PrincipalAccount=OURS)
    assert not allows(policy, "s3:PutObject", key, PrincipalAccount=THEIRS, ResourceAccount=THEIRS)


def test_names_of_buckets_are_those_of_the_partition() -> None:
    china = store_policy(Place(partition="aws-cn", region="cn-north-1", account_id=OURS))
    assert allows(china, "s3:GetObject", "arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/layer")


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_service_is_reached_by_whoever_is_of_this_account_alone(service: str) -> None:
    policy = service_policy(service, PLACE)
    action = f"{service.partition('.')[0]}:Anything"
    assert allows(policy, action, PrincipalAccount=OURS, ResourceAccount=OURS)
    assert not allows(policy, action, PrincipalAccount=THEIRS, ResourceAccount=THEIRS)
    assert not allows(policy, action, PrincipalAccount=THEIRS, ResourceAccount=OURS)
    assert allows(policy, action, PrincipalAccount=OURS, ResourceAccount=THEIRS) == (service == "ec2")


@given(principal=accounts, owner=accounts, action=st.sampled_from(["Anything", "Decrypt", "AssumeRole"]))
@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_named_account_opens_its_keys_logs_and_roles_to_this_account_and_nothing_else(
    service: str, principal: str, owner: str, action: str
) -> None:
    before, after = service_policy(service, PLACE), service_policy(service, PLACE, [owner])
    asked = f"{service.partition('.')[0]}:{action}"
    who = {"PrincipalAccount": principal, "ResourceAccount": owner}
    assert allows(after, asked, **who) == allows(before, asked, **who), "credentials of others open nothing"
    ours = {**who, "PrincipalAccount": OURS}
    assert allows(after, asked, **ours) == (
        service in {"kms", "logs", "sts"} or allows(before, asked, **ours)
    )


def test_volumes_are_made_though_such_a_request_says_no_owner() -> None:
    assert allows(service_policy("ec2", PLACE), "ec2:CreateVolume", PrincipalAccount=OURS)


@pytest.mark.parametrize("service", ["ecr.api", "ecr.dkr"])
def test_images_are_pulled_from_accounts_of_aws_and_pushed_to_none_of_others(service: str) -> None:
    asked = {"PrincipalAccount": OURS, "ResourceAccount": "602401143452"}
    policy = service_policy(service, PLACE)
    assert allows(policy, "ecr:BatchGetImage", **asked) and allows(
        policy, "ecr:GetDownloadUrlForLayer", **asked
    )
    assert not allows(policy, "ecr:PutImage", **asked) and not allows(
        policy, "ecr:InitiateLayerUpload", **asked
    )


def test_roles_of_this_account_are_taken_by_whom_they_trust_and_no_others_role_is() -> None:
    policy = service_policy("sts", PLACE)
    assert allows(policy, "sts:AssumeRoleWithWebIdentity", ResourceAccount=OURS), (
        "a runner's login has no account yet"
    )
    assert not allows(policy, "sts:AssumeRole", PrincipalAccount=OURS, ResourceAccount=THEIRS)
    assert not allows(policy, "sts:GetSessionToken", PrincipalAccount=THEIRS, ResourceAccount=THEIRS)


def test_every_policy_is_one_that_aws_takes() -> None:
    for policy in (
        store_policy(PLACE, ["layers-of-theirs"]),
        *(service_policy(each, PLACE, ["111122223333"]) for each in SERVICES),
    ):
        assert len(policy) < LIMIT_CHARACTERS
        assert {each["Principal"] for each in json.loads(policy)["Statement"]} == {"*"}, (
            "a gateway's policy has no other"
        )
