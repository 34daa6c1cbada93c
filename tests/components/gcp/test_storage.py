"""Stores: private, encrypted, kept and logged."""

import json
from functools import cache
from typing import Any

import pulumi
import pytest

from components.gcp.addresses import system_ranges
from components.gcp.network import GcpNetwork, GcpNetworkArgs
from components.gcp.shared_files import GcpFileSystems, GcpFileSystemsArgs
from components.gcp.storage import GcpObjectStores, GcpObjectStoresArgs
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

BUCKET = "storage/bucket:Bucket"
KEY = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/storage"
SCRATCH = {
    "name": "scratch",
    "holds": "scratch",
    "kind": "filesystem",
    "size": "10TiB",
    "throughput": "4GiB/s",
}
SHARED = {"name": "shared", "holds": "datasets", "kind": "filesystem", "size": "2TiB"}


def made(*, key: str | None = KEY, **changed: Any) -> dict[str, Registered]:
    return made_of(key, json.dumps(changed))


@cache
def made_of(key: str | None, written: str) -> dict[str, Registered]:
    topology = recorded.topology(**json.loads(written))

    def program() -> list[pulumi.Output[str]]:
        network = topology.network
        assert network is not None
        objects = GcpObjectStoresArgs(
            topology=topology, project=recorded.PROJECT, location=recorded.REGION, key=key, logs_key=key
        )
        ours = GcpNetwork("net", GcpNetworkArgs(topology=topology, network=network, location=recorded.REGION))
        files = GcpFileSystemsArgs(
            topology=topology, network=network, network_id=ours.network_id, project=recorded.PROJECT,
            location=recorded.REGION,
            zone="us-central1-a", peering=ours.peering, key=key,
        )  # fmt: skip
        buckets = GcpObjectStores("storage", objects)
        systems = GcpFileSystems("files", files)
        return [*buckets.store_ids.values(), *systems.endpoints.values(), *systems.store_ids.values()]

    return recorded.made(program)


def store(name: str, holds: str, **more: Any) -> dict[str, Any]:
    return {"storage": [{"name": name, "holds": holds, "size": "1TiB", **more}]}


def test_every_store_of_objects_is_a_bucket() -> None:
    found = set(recorded.of_type(made(), BUCKET))
    assert found == {
        *(f"storage-bucket-{each.name}" for each in recorded.topology().stores), "storage-access-logs"
    }  # fmt: skip


def test_no_bucket_can_be_opened_to_the_world() -> None:
    for each in recorded.of_type(made(), BUCKET).values():
        assert each.inputs["publicAccessPrevention"] == "enforced"
        assert each.inputs["uniformBucketLevelAccess"] is True, "no object has rights of its own"


def test_every_bucket_is_encrypted_by_the_customers_key() -> None:
    for each in recorded.of_type(made(), BUCKET).values():
        assert each.inputs["encryption"] == {"defaultKmsKeyName": KEY}


def test_without_one_google_encrypts() -> None:
    assert all("encryption" not in each.inputs for each in recorded.of_type(made(key=None), BUCKET).values())


def test_who_asked_what_is_logged_apart() -> None:
    found = made()
    logs = found["storage-access-logs"]
    for name, each in recorded.of_type(found, BUCKET).items():
        if name != "storage-access-logs":
            assert each.inputs["logging"]["logBucket"] == logs.inputs["name"]
    assert "logging" not in logs.inputs, "a bucket that logs into itself grows by its own logs"
    assert found["storage-access-logs-writer"].inputs["role"] == "roles/storage.objectCreator"


def test_what_is_too_old_goes_and_former_versions_stay() -> None:
    bucket = made(**store("checkpoints", "checkpoints", keep="90d", versions=3))[
        "storage-bucket-checkpoints"
    ].inputs
    assert bucket["versioning"] == {"enabled": True}
    conditions = [
        rule["condition"] for rule in bucket["lifecycleRules"] if rule["action"]["type"] == "Delete"
    ]
    assert conditions == [
        {"age": 90, "withState": "ANY"},
        {"numNewerVersions": 4, "withState": "ARCHIVED"},
    ], "three former ones have one, two and three newer"


def test_nothing_goes_that_nobody_limits() -> None:
    rules = made()["storage-bucket-models"].inputs["lifecycleRules"]
    assert {rule["action"]["type"] for rule in rules} == {"AbortIncompleteMultipartUpload"}


def test_in_production_data_are_kept() -> None:
    found = made(environment="production")
    for each in recorded.of_type(found, BUCKET).values():
        assert each.protect and each.inputs["forceDestroy"] is False
    assert found["storage-bucket-models"].inputs["softDeletePolicy"] == {"retentionDurationSeconds": 2592000}
    assert found["storage-access-logs"].inputs["retentionPolicy"]["retentionPeriod"] == str(365 * 86400)
    assert not any(each.protect for each in made().values())


def test_stores_tell_whose_they_are_and_what_they_hold() -> None:
    labels = made()["storage-bucket-models"].inputs["labels"]
    assert (labels["groundplan-store"], labels["groundplan-holds"]) == ("models", "models")
    assert labels[recorded.MADE_BY] == "ada-laptop-local"


def test_the_order_of_stores_changes_nothing() -> None:
    storage = recorded.document()["storage"]
    assert recorded.untold(made()) == recorded.untold(made(storage=storage[::-1]))


def test_a_throughput_becomes_a_lustre_that_gives_it() -> None:
    found = made(storage=[*recorded.document()["storage"], SCRATCH])["files-lustre-scratch"]
    assert found.inputs["capacityGib"] == "18000" and found.inputs["perUnitStorageThroughput"] == "500"
    assert found.inputs["kmsKey"] == KEY and found.inputs["filesystem"] == "scratch"


def test_a_filestore_is_mounted_by_who_has_a_right() -> None:
    found = made(storage=[*recorded.document()["storage"][1:], SHARED])["files-filestore-shared"].inputs
    network = recorded.topology().network
    assert network is not None
    training = sorted(subnet.cidr for subnet in network.subnets if subnet.segment == "training")
    assert found["fileShares"]["nfsExportOptions"] == [
        {"ipRanges": training, "accessMode": "READ_ONLY", "squashMode": "NO_ROOT_SQUASH"}
    ], "training reads datasets and nobody else does"
    assert training and found["kmsKeyName"] == KEY and found["tier"] == "REGIONAL"
    assert found["networks"][0]["connectMode"] == "PRIVATE_SERVICE_ACCESS", "it lies in the range kept for it"


@pytest.mark.parametrize(
    ("holds", "clients"),
    [
        ("scratch", {"training": "READ_WRITE"}),
        ("models", {"serving": "READ_WRITE"}),  # serving reads; promotion, which runs beside it, writes
        ("registry", {"system": "READ_WRITE"}),  # its one server's; everybody else asks that
    ],
)
def test_a_filestore_is_exported_to_nodes_alone_whose_root_gives_it_to_pods(
    holds: str, clients: dict[str, str]
) -> None:
    others = [store for store in recorded.document()["storage"] if store["holds"] != holds]
    store = {"name": "files", "holds": holds, "kind": "filesystem", "size": "2TiB"}
    (share,) = recorded.of_type(made(storage=[*others, store]), "filestore/instance:Instance").values()
    network = recorded.topology().network
    assert network is not None
    nodes = {"system": [system_ranges(network).nodes]}
    for subnet in network.subnets:
        nodes.setdefault(subnet.segment, []).append(subnet.cidr)
    assert share.inputs["fileShares"]["nfsExportOptions"] == [
        {"ipRanges": sorted(nodes[segment]), "accessMode": mode, "squashMode": "NO_ROOT_SQUASH"}
        for segment, mode in sorted(clients.items())
    ], "with root squashed the kubelet could not give a new share to the group of pods, which are never root"
