"""What is there of storage is the stack's where its labels or its namespaces say so, and nobody's else."""

from typing import Any

from components.contract import StorageDriver
from components.kubernetes.stored import storage_there, stored
from tests.components.kubernetes.clusters import OURS, THEIRS, topology


def storage_class(name: str, labels: dict[str, str] | None) -> dict[str, Any]:
    """Return a class as the API server has it."""
    return {"metadata": {"name": name, "labels": labels}, "provisioner": "driver.longhorn.io"}


def volume(of: str, namespace: str, driver: str = "driver.longhorn.io") -> dict[str, Any]:
    """Return a volume as the API server has it."""
    claim = {"namespace": namespace, "name": "store-models"}
    return {"spec": {"storageClassName": of, "csi": {"driver": driver}, "claimRef": claim}}


def claim(namespace: str, *modes: str) -> dict[str, Any]:
    """Return a claim as the API server has it."""
    return {
        "metadata": {"namespace": namespace, "name": "store-models"},
        "spec": {"accessModes": list(modes)},
    }


def test_a_class_counts_where_it_carries_the_stack_s_labels() -> None:
    classes = [
        storage_class("atlas-store-models", OURS), storage_class("standard", None), storage_class("theirs", THEIRS),
        storage_class("borealis", {**OURS, "groundplan-plan": "borealis"}),
    ]  # fmt: skip
    found = stored(topology(), storage_there(classes, [], []))
    assert found.classes == {"atlas-store-models": StorageDriver(name="driver.longhorn.io", parameters={})}, (
        "plans of one stack are told apart as well"
    )


def test_volumes_and_claims_count_in_the_plan_s_namespaces() -> None:
    volumes = [
        volume("a", "atlas-train"), volume("a", "atlas-train", "cephfs.csi.ceph.com"), volume("a", "borealis-train"),
        {"spec": {"storageClassName": "a", "nfs": {}, "claimRef": {"namespace": "atlas-train"}}},
        {"spec": {"storageClassName": "a", "csi": {"driver": "unclaimed"}}},
    ]  # fmt: skip
    claims = [claim("atlas-train", "ReadWriteMany"), claim("borealis-train", "ReadWriteOnce")]
    found = stored(topology(), storage_there([], volumes, claims))
    assert found.drivers == {"a": {"driver.longhorn.io", "cephfs.csi.ceph.com"}}
    assert found.modes == {("atlas-train", "store-models"): "ReadWriteMany"}
