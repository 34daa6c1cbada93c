"""Steps of the engine become one change a resource, and what holds data is known by its type."""

import pytest

from stacks.checking.changes import holds_data, told_changes
from stacks.events import ResourceChange


def step(operation: str, kind: str = "aws:s3/bucket:Bucket", *because: str) -> ResourceChange:
    return ResourceChange(
        stage="planned", operation=operation, kind=kind, name="storage-models", because=because
    )


def test_the_three_steps_of_a_replacement_are_one_change_with_its_reason() -> None:
    steps = [
        step("create-replacement"),
        step("replace", "aws:s3/bucket:Bucket", "bucket"),
        step("delete-replaced"),
    ]
    (change,) = told_changes(steps, holds_data)
    assert (change.operation, change.because, change.loses_data) == ("replace", ("bucket",), True)


@pytest.mark.parametrize("operation", ["same", "read", "refresh"])
def test_what_stays_is_no_change(operation: str) -> None:
    assert told_changes([step(operation)], holds_data) == ()


@pytest.mark.parametrize("kind", ["aws:Storage", "pulumi:pulumi:Stack", "pulumi:providers:aws"])
def test_components_and_providers_are_left_out(kind: str) -> None:
    assert told_changes([step("create", kind)], holds_data) == ()


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("aws:s3/bucket:Bucket", True),
        ("aws:ec2/subnet:Subnet", False),
        ("azure-native:storage:StorageAccount", True),
        ("gcp:kms/keyRing:KeyRing", True),
        ("kubernetes:core/v1:PersistentVolumeClaim", True),
        ("kubernetes:core/v1:ConfigMap", False),
        ("groundplan:of:Ours", False),
    ],
)
def test_what_holds_data_is_what_the_targets_list(kind: str, holds: bool) -> None:
    assert holds_data(kind) is holds


def test_what_is_made_loses_nothing() -> None:
    (change,) = told_changes([step("create")], holds_data)
    assert change.holds_data and not change.loses_data
