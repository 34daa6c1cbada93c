"""What a stack keeps in a cloud is told once for each store, and kept whole."""

from typing import Any

import pytest

from stacks.cloud_stores import data_in_cloud, stores_in_cloud, told
from stacks.loss import lost_stores
from stacks.state import Deployment, Resource

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
OF_MODELS = {"groundplan-store": "models", "groundplan-holds": "models"}


def resource(kind: str, name: str, **inputs: Any) -> Resource:
    urn = f"urn:pulumi:production::groundplan::{kind}::{name}"
    return Resource(urn=urn, kind=kind, is_custom=True, is_protected=False, inputs=inputs)


def deployment_of(*resources: Resource) -> Deployment:
    return Deployment(resources=resources, outputs={}, pending=())


def account(name: str, **tags: str) -> Resource:
    return resource(ACCOUNT, f"store-{name}-account", accountName=f"atlas{name}", tags=tags)


def container(name: str) -> Resource:
    return resource(CONTAINER, f"store-{name}-container", accountName=f"atlas{name}", containerName=name)


def test_a_store_of_azure_is_one_line_though_it_is_an_account_and_a_container() -> None:
    stack = deployment_of(account("models", **OF_MODELS), container("models"), account("logs"))
    lines = [(each.name, each.holds, each.path) for each in lost_stores(stack)]
    assert ("models", "models", "storage account atlasmodels, with everything in it") in lines
    assert len(lines) == 2, "the container is in the account, and the account of the logs is no store's"


def test_both_are_kept() -> None:
    stack = deployment_of(account("models"), container("models"))
    assert data_in_cloud(stack) == stack.resources, "without either the data is gone"


def test_a_container_whose_account_is_not_the_stacks_is_told_by_itself() -> None:
    alone = container("models")
    (found,) = stores_in_cloud(deployment_of(alone))
    assert found == alone and told(found)[2] == "container models, with everything in it"


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("aws:s3/bucket:Bucket", "bucket"), ("aws:fsx/lustreFileSystem:LustreFileSystem", "file system"),
        ("gcp:storage/bucket:Bucket", "bucket"), ("gcp:filestore/instance:Instance", "file system"),
        ("gcp:lustre/instance:Instance", "file system"), ("azure-native:storagecache:AmlFilesystem", "file system"),
    ],
)  # fmt: skip
def test_every_other_kind_is_a_line_of_its_own(kind: str, what: str) -> None:
    (found,) = stores_in_cloud(deployment_of(resource(kind, "files-scratch", labels=OF_MODELS)))
    assert told(found) == ("models", "models", f"{what} files-scratch, with everything in it")
