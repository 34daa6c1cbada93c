"""What passes at most through the private ways to AWS's services: whoever is of this account, to what is its own. Pure.

Such a policy gives nobody a right, and takes none that the plan gives. It closes what rights cannot: in the network,
credentials of another account open nothing, and nobody carries data into another account's bucket, key or registry.
What goes to another region has no endpoint and leaves by NAT. After AWS's own samples (github.com/aws-samples,
data-perimeter-policy-examples); which requests say whose a resource is tells IAM, "AWS global condition context keys".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from components.aws import policies
from components.aws.keys import Place

OF_AWS = (
    "prod-{region}-starport-layer-bucket",  # every layer of an image of ECR, by addresses that ECR itself signs
    "al2023-repos-{region}-de612dc2",  # packages of Amazon Linux 2023, which a machine asks for by no name at all
    "amazon-ssm-{region}",  # newer versions of the agent of Systems Manager, which is on every machine of EKS
)
"""Amazon ECR, "Minimum Amazon S3 bucket permissions"; AWS's samples name the others."""
OF_REGISTRIES = (
    "prod-registry-k8s-io-{region}",  # layers of registry.k8s.io for whoever asks from AWS, by no name at all
    "quayio-production-s3",  # layers of quay.io in us-east-1, by addresses that quay.io signs
    "docker-images-prod",  # layers of Docker Hub in us-east-1 for whoever asks from AWS, by addresses that it signs
)
"""Whence `images.lock` has its images: in the registries' own region they come from S3. Docker names no bucket; users
whose policy lacked it got 403 (docker/hub-feedback issue 1318, aws-samples/aws-blockchain-node-runners pull 3).
"""
OTHER_ACCOUNTS = frozenset({"kms", "logs", "sts"})
"""Services at which a stack may name accounts: keys, logs and roles, of which one says by ARN whose they are."""

PULL = (
    *("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage"),
    *("ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"),
)
TAKE_A_ROLE = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession")


def store_policy(place: Place, others: Sequence[str] = ()) -> str:
    """Return what passes to object stores: all of this account's, layers of images, and `others`' buckets by name.

    Objects of `others` are read by whoever has an address that their owner signed, as registries give them.
    """
    named = [name.format(region=place.region) for name in (*OF_AWS, *OF_REGISTRIES)]
    statements = [_own("s3", place), _anyone("Layers", ("s3:GetObject",), _objects(place, named))]
    if others:
        buckets = [*_buckets(place, others), *_objects(place, others)]
        statements += [
            _anyone("ReadOthers", ("s3:GetObject",), _objects(place, others)),
            _anyone("UseOthers", ("s3:*",), buckets, {"aws:PrincipalAccount": place.account_id}),
        ]
    return policies.document(statements)


def service_policy(service: str, place: Place, others: Sequence[str] = ()) -> str:
    """Return what passes to a service, named as in `endpoints.SERVICES`; `others` are accounts in `OTHER_ACCOUNTS`.

    At resources of `others` are this account's principals alone: whoever takes a role there, or has credentials of
    theirs, uses them through no private way.
    """
    prefix = service.partition(".")[0]
    statements = [_own(prefix, place), *_MORE.get(service, _nothing)(place)]
    if others and service in OTHER_ACCOUNTS:
        equal = {"aws:PrincipalAccount": place.account_id, "aws:ResourceAccount": sorted(set(others))}
        statements.append(_anyone("UseOthers", (f"{prefix}:*",), equal=equal))
    return policies.document(statements)


def _anyone(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str] = ("*",),
    equal: Mapping[str, str | list[str]] | None = None,
) -> policies.Statement:
    # A gateway knows no other principal than all; conditions say who it is (AWS PrivateLink, "Gateway endpoints").
    condition = {"StringEquals": equal} if equal else None
    return {**policies.allow(actions, resources, sid=sid, condition=condition), "Principal": "*"}


def _own(service: str, place: Place) -> policies.Statement:
    account = place.account_id
    equal = {"aws:PrincipalAccount": account, "aws:ResourceAccount": account}
    return _anyone("Own", (f"{service}:*",), equal=equal)


def _nothing(_place: Place) -> list[policies.Statement]:
    return []


def _machines(place: Place) -> list[policies.Statement]:
    """To whomever it belongs: volumes and peerings are asked for without saying whose a resource is, images of machines
    are Amazon's, and a transit gateway is its owner's.
    """
    return [_anyone("OfAnyone", ("ec2:*",), equal={"aws:PrincipalAccount": place.account_id})]


def _registries(place: Place) -> list[policies.Statement]:
    """Images are pulled from everywhere (add-ons of EKS lie in accounts of AWS's), and pushed to this account alone."""
    return [_anyone("Pull", PULL, equal={"aws:PrincipalAccount": place.account_id})]


def _tokens(place: Place) -> list[policies.Statement]:
    """Who takes a role of this account may be of another, or of none yet; the role's own trust says who may."""
    return [_anyone("TakeARole", TAKE_A_ROLE, equal={"aws:ResourceAccount": place.account_id})]


_MORE: Mapping[str, Callable[[Place], list[policies.Statement]]] = {
    "ec2": _machines,
    "ecr.api": _registries,
    "ecr.dkr": _registries,
    "sts": _tokens,
}
"""What a service needs besides this account's principals at its own resources."""


def _buckets(place: Place, which: Sequence[str]) -> list[str]:
    return [f"arn:{place.partition}:s3:::{bucket}" for bucket in which]


def _objects(place: Place, which: Sequence[str]) -> list[str]:
    return [f"{arn}/*" for arn in _buckets(place, which)]
