"""What replaces a resource is known of every type that is made."""

import importlib
import inspect
import re

import pytest

from components.aws.replaces import REPLACES
from tests.components.aws.test_peering import made as peered
from tests.components.aws.test_platform import made


def test_every_type_that_is_made_is_known() -> None:
    resources = [*made().values(), *peered("office", "data").values()]
    used = {each.type for each in resources if each.type.startswith("aws:")}
    assert used - set(REPLACES) == set(), "a preview could not say what a change does"
    assert set(REPLACES) - used <= {"aws:autoscaling/tag:Tag", "aws:ec2/placementGroup:PlacementGroup"}, (
        "nobody makes it"
    )


@pytest.mark.parametrize("token", sorted(REPLACES))
def test_it_names_properties_that_the_sdk_has(token: str) -> None:
    service, kind = re.fullmatch(r"aws:(\w+)/\w+:(\w+)", token).groups()  # pyright: ignore[reportOptionalMemberAccess]
    arguments = inspect.signature(
        getattr(importlib.import_module(f"pulumi_aws.{service}"), kind)._internal_init
    )
    known = {re.sub(r"_(\w)", lambda found: found[1].upper(), name) for name in arguments.parameters}
    named = {each.partition(".")[0] for each in REPLACES[token].properties}
    assert named <= known, f"{named - known} is no property of {token}"


def test_a_file_system_is_made_anew_where_fsx_cannot_change_it() -> None:
    entry = REPLACES["aws:fsx/lustreFileSystem:LustreFileSystem"]
    assert "copyTagsToBackups" in entry.properties
    assert entry.stateful and "storageCapacity" not in entry.properties, (
        "it grows in place and shrinks by another, so a change of it is told as one that may replace"
    )


def test_what_holds_data_is_marked() -> None:
    holding = {"aws:s3/bucket:Bucket", "aws:fsx/lustreFileSystem:LustreFileSystem", "aws:kms/key:Key"}
    assert all(REPLACES[token].stateful for token in holding)
