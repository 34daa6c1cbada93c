"""File systems: persistent, encrypted, in the plan's size, and kept where the plan protects them."""

import pytest

from components.aws.files import AwsFiles, AwsFilesArgs
from components.holding import GIVEN_UP
from tests.components.aws import recorded

SCRATCH = {
    "name": "scratch",
    "holds": "scratch",
    "kind": "filesystem",
    "size": "4800GiB",
    "throughput": "4GiB/s",
}


def made(environment: str = "development") -> dict:
    topology = recorded.topology(storage=[*recorded.document()["storage"], SCRATCH], environment=environment)
    args = AwsFilesArgs(topology=topology, subnet_id="subnet-1", group_ids={"scratch": "sg-1"}, key="key")
    return recorded.of_type(
        recorded.made(lambda: AwsFiles("files", args) and None), "fsx/lustreFileSystem:LustreFileSystem"
    )


def test_it_is_persistent_encrypted_and_as_fast_as_asked() -> None:
    (scratch,) = made().values()
    assert scratch.inputs["deploymentType"] == "PERSISTENT_2", "scratch deployments take no key of a customer"
    assert scratch.inputs["kmsKeyId"] == "key" and scratch.inputs["securityGroupIds"] == ["sg-1"]
    assert scratch.inputs["storageCapacity"] == 4800 and scratch.inputs["perUnitStorageThroughput"] == 1000
    assert scratch.inputs["subnetIds"] == "subnet-1"


def test_production_backs_it_up_and_keeps_it() -> None:
    (kept,) = made("production").values()
    assert (
        kept.protect
        and kept.inputs["automaticBackupRetentionDays"] > 0
        and not kept.inputs["skipFinalBackup"]
    )
    (other,) = made().values()
    assert kept.inputs["copyTagsToBackups"] is other.inputs["copyTagsToBackups"] is True, (
        "FSx makes another file system of one whose plan becomes production, and the data are gone"
    )
    assert not other.protect and other.inputs["skipFinalBackup"]


def test_what_is_given_up_by_its_name_leaves_no_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GIVEN_UP, recorded.topology().name)
    (given_up,) = made("production").values()
    assert given_up.inputs["skipFinalBackup"] and given_up.protect, "the engine's protection ends apart"
