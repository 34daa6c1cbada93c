"""What replaces a resource is known of every type that is made."""

import importlib
import inspect
import re

import pytest

from components.gcp.replaces import REPLACES
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import KEY, made
from tests.components.gcp.test_peering import made as peered

FILES = [
    {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "10TiB", "throughput": "4GiB/s"},
    {"name": "shared", "holds": "checkpoints", "kind": "filesystem", "size": "2TiB"},
]


def test_every_type_that_is_made_is_known_and_no_other() -> None:
    whole = made(**KEY, storage=[*recorded.document()["storage"], *FILES])
    resources = [*whole.values(), *peered("office", "data").values()]
    used = {each.type for each in resources if each.type.startswith("gcp:")}
    assert used == set(REPLACES), "a preview could not say what a change does"


@pytest.mark.parametrize("token", sorted(REPLACES))
def test_it_names_properties_that_the_sdk_has(token: str) -> None:
    found = re.fullmatch(r"gcp:(\w+)/\w+:(\w+)", token)
    assert found is not None
    service, kind = found.groups()
    resource = getattr(importlib.import_module(f"pulumi_gcp.{service}"), kind)
    arguments = inspect.signature(resource._internal_init)
    known = {re.sub(r"_(\w)", lambda letter: letter[1].upper(), name) for name in arguments.parameters}
    named = {each.partition(".")[0] for each in REPLACES[token].properties}
    assert named <= known, f"{named - known} is no property of {token}"


def test_what_holds_data_is_marked() -> None:
    stateful = {token for token, replaces in REPLACES.items() if replaces.stateful}
    assert {"gcp:storage/bucket:Bucket", "gcp:lustre/instance:Instance", "gcp:filestore/instance:Instance",
            "gcp:kms/cryptoKey:CryptoKey", "gcp:container/cluster:Cluster"} <= stateful  # fmt: skip
