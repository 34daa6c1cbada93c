"""What a store was made with stays: two looks at one cluster, whose default storage class is another one by then."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from components.contract import KubernetesPlatform, StorageDriver
from components.kubernetes.gathering import DEFAULT_CLASS, default_storage
from components.kubernetes.stored import storage_there, stored
from components.services.isolation.claims import claims
from components.services.isolation.storage import (
    keyed_stores,
    storage_classes,
    storage_refusals,
    volume_keys,
)
from components.services.volumes import ServiceVolume, needs_key, volume_manifests, volume_refusals
from components.topology.model import Topology
from tests.components.services.isolation.topologies import (
    TRAIN,
    cluster,
    named,
    platform,
    pool,
    store,
    topology,
)

MADE_BY = {"groundplan-stack": "team-ada"}
CHECKPOINTS = store("checkpoints")
PLAN = topology([TRAIN], stores=[CHECKPOINTS], made_by=MADE_BY)
ALONE = topology([cluster("train", "training", pool("train"))], stores=[CHECKPOINTS], made_by=MADE_BY)
LOGS = ServiceVolume(part="clusters", namespace="atlas-observability", key="a key of a test")
LONGHORN = {"name": "longhorn", "provisioner": "driver.longhorn.io", "parameters": {"numberOfReplicas": "3"}}
CEPHFS = {"name": "cephfs", "provisioner": "cephfs.csi.ceph.com", "parameters": {"clusterID": "one"}}
DISKS = {"name": "gp3", "provisioner": "ebs.csi.aws.com", "parameters": {}}
FOLDERS = {"name": "local-path", "provisioner": "rancher.io/local-path", "parameters": {}}
KEYS = {"checkpoints": "a key of a test"}


def default(of: Mapping[str, Any], made: str) -> dict[str, Any]:
    """Return a class of the cluster's owner that is marked as default."""
    return {
        "metadata": {
            "name": of["name"], "annotations": {DEFAULT_CLASS[0]: "true"}, "creationTimestamp": made,
        },
        "provisioner": of["provisioner"], "parameters": of["parameters"],
    }  # fmt: skip


def volume(claim: Mapping[str, Any], driver: str, phase: str = "Bound") -> dict[str, Any]:
    """Return the volume that a driver made for a claim."""
    place = {key: claim["metadata"][key] for key in ("name", "namespace")}
    return {
        "metadata": {"name": f"pvc-{place['name']}"},
        "spec": {
            "csi": {"driver": driver}, "claimRef": place, "storageClassName": claim["spec"]["storageClassName"],
        },
        "status": {"phase": phase},
    }  # fmt: skip


def looked_at(plan: Topology, *objects: Mapping[str, Any]) -> KubernetesPlatform:
    """Return the platform as a cluster with these classes, volumes and claims hands it over."""
    classes = [each for each in objects if "provisioner" in each]
    volumes = [each for each in objects if "claimRef" in each.get("spec", {})]
    claimed = [each for each in objects if each.get("kind") == "PersistentVolumeClaim"]
    found = default_storage(classes)
    driver = StorageDriver(name=found.driver, parameters=found.parameters) if found else None
    return platform(storage=driver, stored=stored(plan, storage_there(classes, volumes, claimed)))


def made(plan: Topology, on: KubernetesPlatform) -> list[Any]:
    """Return all that is declared of storage."""
    keys = {each.name: KEYS[each.name] for each in keyed_stores(plan, on)}
    own = volume_manifests(plan, on, LOGS)
    return [*storage_classes(plan, on), *volume_keys(plan, keys), *claims(plan, on), *own]


def up(plan: Topology, of: Mapping[str, Any]) -> list[Any]:
    """Return the objects of storage that a first `up` made, with the volumes that came of them."""
    first = made(plan, looked_at(plan, default(of, "2026-01-01T00:00:00Z")))
    return [*first, *(volume(each, of["provisioner"]) for each in first if "Claim" in each["kind"])]


@pytest.mark.parametrize("by_now", [CEPHFS, DISKS, FOLDERS, None], ids=lambda each: each and each["name"])
def test_another_default_class_changes_nothing_of_what_is_there(by_now: dict[str, Any] | None) -> None:
    there = up(PLAN, LONGHORN)
    newer = [default(by_now, "2026-02-01T00:00:00Z")] if by_now else []
    on = looked_at(PLAN, *there, *newer)
    assert not [*storage_refusals(PLAN, on), *volume_refusals(PLAN, on, LOGS)], "nothing new is asked of it"
    assert made(PLAN, on) == there[: len(made(PLAN, on))], "classes, keys and claims, to the letter"
    assert [each.name for each in keyed_stores(PLAN, on)] == ["checkpoints"], "what opens the volume stays"
    assert needs_key(PLAN, on, LOGS), "and that of the services' own"


def test_a_new_store_beside_it_is_made_with_the_default_of_now() -> None:
    there = up(PLAN, LONGHORN)
    more = topology([TRAIN], stores=[CHECKPOINTS, store("scratch")], made_by=MADE_BY)
    on = looked_at(more, *there, default(CEPHFS, "2026-02-01T00:00:00Z"))
    drivers = {each["metadata"]["name"]: each["provisioner"] for each in storage_classes(more, on)}
    assert drivers == {
        "atlas-store-checkpoints": "driver.longhorn.io", "atlas-store-scratch": "cephfs.csi.ceph.com",
    }  # fmt: skip
    assert [each.name for each in keyed_stores(more, on)] == ["checkpoints"], "that one keeps no key here"


def test_a_class_of_another_stack_or_of_nobody_says_nothing_of_ours() -> None:
    theirs = topology([TRAIN], stores=[CHECKPOINTS], made_by={"groundplan-stack": "team-bob"})
    on = looked_at(PLAN, *up(theirs, LONGHORN)[:1], default(CEPHFS, "2026-02-01T00:00:00Z"))
    (found,) = storage_classes(PLAN, on)
    assert found["provisioner"] == "cephfs.csi.ceph.com", (
        "an owner is refused elsewhere; nothing is taken over"
    )


def test_a_class_that_is_gone_is_made_again_only_by_the_driver_of_its_volumes() -> None:
    there = [each for each in up(PLAN, LONGHORN) if each.get("kind") != "StorageClass"]
    on = looked_at(PLAN, *there, default(CEPHFS, "2026-02-01T00:00:00Z"))
    (refused,) = storage_refusals(PLAN, on)
    assert "the storage class atlas-store-checkpoints is gone" in refused, "where"
    assert "driver.longhorn.io made volumes" in refused and "the cluster's default until" in refused, (
        "why, and the way out"
    )
    again = looked_at(PLAN, *there, default(LONGHORN, "2026-02-01T00:00:00Z"))
    assert not list(storage_refusals(PLAN, again)) and keyed_stores(PLAN, again), "which is this"


def test_a_volume_that_its_claim_has_left_holds_up_nothing() -> None:
    (claim,) = [each for each in up(PLAN, LONGHORN) if each.get("kind") == "PersistentVolumeClaim"]
    left = volume(claim, "driver.longhorn.io", phase="Released")
    on = looked_at(PLAN, left, default(CEPHFS, "2026-02-01T00:00:00Z"))
    assert not list(storage_refusals(PLAN, on)), "who kept it has its key, or has not"


def test_a_training_cluster_that_grows_keeps_its_claims_where_the_driver_shares() -> None:
    there = up(ALONE, LONGHORN)
    on = looked_at(PLAN, *there, default(LONGHORN, "2026-01-01T00:00:00Z"))
    assert not list(storage_refusals(PLAN, on)), "from one pod to several"
    assert made(PLAN, on) == there[: len(made(PLAN, on))], "no claim is another one for it"


def test_growth_is_refused_where_the_driver_shares_no_volume() -> None:
    there = up(ALONE, DISKS)
    claim = named(there[:3], "PersistentVolumeClaim", "store-checkpoints")
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"], "all that such a driver can"
    on = looked_at(PLAN, *there, default(CEPHFS, "2026-02-01T00:00:00Z"))
    (refused,) = storage_refusals(PLAN, on)
    assert "its claim atlas-train/store-checkpoints was made for one pod" in refused
    assert "keep the cluster to one pod" in refused and "a store of another name" in refused, "the way out"
    assert not list(storage_refusals(ALONE, on)), "and as it is it stays"


def test_a_claim_that_was_made_for_one_pod_on_a_driver_that_shares_stays_as_it_is() -> None:
    there = up(ALONE, LONGHORN)
    claim = named(there[:3], "PersistentVolumeClaim", "store-checkpoints")
    older = {**claim, "spec": {**claim["spec"], "accessModes": ["ReadWriteOnce"]}}
    on = looked_at(ALONE, there[0], older, default(LONGHORN, "2026-01-01T00:00:00Z"))
    assert claims(ALONE, on) == (older,), "another access mode would be another claim, and the data gone"
    assert "was made for one pod" in "".join(storage_refusals(PLAN, on)), "what an older version made"


def test_production_changes_the_policy_of_a_class_and_nothing_else() -> None:
    there = up(PLAN, LONGHORN)
    on = looked_at(PLAN, *there, default(CEPHFS, "2026-02-01T00:00:00Z"))
    (now,) = storage_classes(replace(PLAN, deletion_protection=True), on)
    assert now == {**there[0], "reclaimPolicy": "Retain"}
