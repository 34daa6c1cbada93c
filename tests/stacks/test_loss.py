"""What `down` would destroy is told in full."""

from pathlib import Path

import pytest

from stacks.loss import LostStore, describe_loss, lost_stores, readable_bytes, size_on_disk
from stacks.state import Deployment, Resource


def volume(name: str, path: Path) -> Resource:
    return Resource(
        urn=f"urn:pulumi:local::groundplan::pulumi-python:dynamic/hosts:Volume::volume-{name}",
        kind="pulumi-python:dynamic/hosts:Volume",
        is_custom=True,
        is_protected=False,
        inputs={"store": name, "holds": name, "path": str(path)},
    )


def test_every_store_is_listed_by_name_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "weights").write_bytes(b"w" * 100_000)
    resources = (volume("models", tmp_path / "models"), volume("datasets", tmp_path / "gone"))
    stores = lost_stores(Deployment(resources=resources, outputs={}, pending=()))
    assert [store.name for store in stores] == ["datasets", "models"], "by name, whatever the state's order"
    assert stores[0].size_bytes is None, "what is not there has no size"
    assert (stores[1].size_bytes or 0) >= 100_000, "every byte on disk counts"


def test_the_lines_name_store_content_size_place_and_versions() -> None:
    store = LostStore(name="models", holds="models", path="/v/models", size_bytes=3 * 1024**2)
    lines = describe_loss([store], ["digits version 1", "digits version 2"])
    assert lines == [
        "store models (holds models): 3.0 MiB in /v/models",
        "model versions: digits version 1, digits version 2",
    ], "what is lost, where it is and how large"
    assert describe_loss([store], [])[-1] == "model versions: none, or none that can be listed now", (
        "said, not left out"
    )
    assert describe_loss([], []) == ["no store holds anything"], "an empty list would read like an omission"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1024**4 * 2048, "2048.0 TiB")],
)
def test_sizes_are_readable(count: int, text: str) -> None:
    assert readable_bytes(count) == text, f"{count} bytes"


def test_a_sparse_file_counts_what_it_occupies(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as stream:
        stream.truncate(1024**3)
    assert (size_on_disk(tmp_path) or 0) < 1024**2, "a hole takes no disk"


def test_a_claim_is_listed_with_what_becomes_of_its_volume() -> None:
    def resource(kind: str, **inputs: object) -> Resource:
        return Resource(
            urn=kind, kind=f"kubernetes:{kind}", is_custom=True, is_protected=False, inputs=inputs
        )

    labels = {"groundplan-store": "models", "groundplan-holds": "models"}
    claim = resource(
        "core/v1:PersistentVolumeClaim",
        metadata={"name": "store-models", "namespace": "atlas-serve", "labels": labels},
        spec={"storageClassName": "atlas-models", "resources": {"requests": {"storage": str(10 * 1024**3)}}},
    )
    for policy, fate in (("Delete", "its volume is deleted"), ("Retain", "its volume stays")):
        kept = resource(
            "storage.k8s.io/v1:StorageClass", metadata={"name": "atlas-models"}, reclaimPolicy=policy
        )
        lines = describe_loss(lost_stores(Deployment(resources=(claim, kept), outputs={}, pending=())), [])
        assert lines[0].startswith(
            "store models (holds models): 10.0 GiB in claim atlas-serve/store-models"
        ), "what"
        assert fate in lines[0], "and whether it is gone for good"


def test_claims_of_a_stateful_set_are_listed_though_no_state_has_them() -> None:
    template = {
        "metadata": {"name": "data"},
        "spec": {"storageClassName": "atlas-db", "resources": {"requests": {"storage": "20Gi"}}},
    }
    database = Resource(
        urn="db",
        kind="kubernetes:apps/v1:StatefulSet",
        is_custom=True,
        is_protected=False,
        inputs={
            "metadata": {"name": "registry-database", "namespace": "atlas-registry"},
            "spec": {"replicas": 2, "volumeClaimTemplates": [template]},
        },
    )
    stores = lost_stores(Deployment(resources=(database,), outputs={}, pending=()))
    assert [store.name for store in stores] == ["data-registry-database-0", "data-registry-database-1"], (
        "as Kubernetes names them, one a pod"
    )
    line = describe_loss(stores, [])[0]
    assert (
        "(holds what registry-database keeps): 20Gi in claim atlas-registry/data-registry-database-0" in line
    )


def bucket(name: str) -> Resource:
    return Resource(
        urn=f"urn:pulumi:prod::groundplan::aws:s3/bucket:Bucket::storage-{name}",
        kind="aws:s3/bucket:Bucket",
        is_custom=True,
        is_protected=False,
        inputs={"bucket": f"atlas-{name}-5e1f", "tags": {"groundplan-store": name, "groundplan-holds": name}},
    )


def test_what_lies_in_a_cloud_is_listed_by_store_and_place() -> None:
    stores = lost_stores(Deployment(resources=(bucket("models"),), outputs={}, pending=()))
    (line, _) = describe_loss(stores, [])
    assert (
        line == "store models (holds models): size unknown in bucket atlas-models-5e1f, with everything in it"
    )
