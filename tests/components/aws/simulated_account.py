"""A simulated account of AWS (moto), with things of a stack, of another stack and of nobody in it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import botocore.loaders
import botocore.session
import pytest
from moto import mock_aws

from components.aws.account import Account, open_account
from components.topology.audit import Audit, Found, Request

REGION = "us-east-1"
ACCOUNT = "123456789012"
"""What moto calls the account."""
OURS = {"groundplan-plan": "digits", "groundplan-stack": "prod-1a", "Name": "digits-it"}
THEIRS = {**OURS, "groundplan-stack": "prod-2b"}
"""Of another stack, which has a plan of the same name."""
CLUSTER = "digits-prod"
IMAGE = "ami-12c6146b"
"""Of the images that moto knows, one; to list them takes seconds."""


@contextmanager
def simulated_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Answer every call of boto3 from a fresh simulated account; no credential of the user is read."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "simulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    # Every session would read Amazon's descriptions of its services anew, that of EC2 for half a second.
    monkeypatch.setattr(botocore.session, "create_loader", shared_loader)
    with mock_aws():
        yield


@cache
def shared_loader(search_path: str | None = None) -> botocore.loaders.Loader:
    """Return what reads the descriptions of Amazon's services, and keeps them."""
    return botocore.loaders.create_loader(search_path)


def client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


def request(configured: Mapping[str, Any] | None = None, stack_id: str | None = "prod-1a") -> Request:
    """Return what asks for the plan "digits" of the stack "prod"."""
    known: Callable[[str], Any] = (configured or {}).get
    return Request(plan="digits", location=REGION, stack="prod", stack_id=stack_id, configured=known)


def opened(asked: Request) -> Account:
    """Return the account that is asked for."""
    return open_account(asked.configured, REGION)


def listed(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Return tags as AWS lists them."""
    return [{key: name, value: text} for name, text in tags.items()]


def tagged(kind: str, tags: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return tags as Amazon EC2 takes them for what is being made."""
    return [{"ResourceType": kind, "Tags": listed(tags)}]


def volume(tags: Mapping[str, str]) -> str:
    """Make a volume, and return its id."""
    made = client("ec2").create_volume(
        AvailabilityZone=f"{REGION}a", Size=1, TagSpecifications=tagged("volume", tags)
    )
    return made["VolumeId"]


def key(tags: Mapping[str, str]) -> str:
    """Make a key, and return its id."""
    return client("kms").create_key(Tags=listed(tags, "TagKey", "TagValue"))["KeyMetadata"]["KeyId"]


def bucket(name: str, tags: Mapping[str, str]) -> str:
    """Make a bucket, and return its name."""
    client("s3").create_bucket(Bucket=name)
    client("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": listed(tags)})
    return name


def role(name: str, tags: Mapping[str, str]) -> str:
    """Make a role, and return its name."""
    client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}", Tags=listed(tags))
    return name


def names(found: tuple[Found, ...]) -> set[str]:
    return {each.name for each in found}


def kinds(found: Audit) -> dict[str, str]:
    """Return what is left, kind by name."""
    return {each.name: each.kind for each in found.left}
