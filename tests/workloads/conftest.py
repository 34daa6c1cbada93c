"""Models, and stores in temporary folders or in buckets of a real service, without training and without a cluster."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.object_store.server import Bucket, ObjectStoreServer, keys_folder
from tests.workloads.given_stores import KINDS, MakeObjectStore, ModelsStore, folder_store, told
from workloads.digits.network import DigitNetwork
from workloads.object_store import ObjectStore
from workloads.provenance import sha256_of_file
from workloads.registry.model import MODEL_FILE, ModelVersion, Provenance
from workloads.store_path import Access

MakeVersion = Callable[..., ModelVersion]


@pytest.fixture
def make_version(tmp_path: Path) -> MakeVersion:
    """Return a function that writes an untrained network into a folder and gives it as a registered version."""

    def make(version: int = 1, accuracy: float = 0.98, seed: int | None = None) -> ModelVersion:
        folder = tmp_path / "registered" / str(version)
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(version if seed is None else seed)
        torch.save(DigitNetwork().state_dict(), folder / MODEL_FILE)
        return ModelVersion(
            version=version,
            run_name=f"run-{version}",
            run_id=f"id-{version}",
            accuracy=accuracy,
            promoted=False,
            created_at_ms=0,
            folder=folder,
            files={MODEL_FILE: sha256_of_file(folder / MODEL_FILE)},
            provenance=provenance(accuracy),
        )

    return make


@pytest.fixture
def give_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Path]]:
    """Return a function that makes a folder for each `holds=access` and tells the process of them."""

    def give(**accesses: Access) -> dict[str, Path]:
        stores = [
            folder_store(tmp_path / "stores" / holds, holds, access) for holds, access in accesses.items()
        ]
        monkeypatch.setenv("GROUNDPLAN_STORES", told(*stores))
        return {store.name: store.path for store in stores}

    return give


@pytest.fixture
def make_object_store(
    object_store_server: ObjectStoreServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MakeObjectStore:
    """Return a function that gives a store of objects, whose bucket is made the first time, with keys of its own."""
    buckets: dict[str, Bucket] = {}
    for name, value in object_store_server.trust.items():
        monkeypatch.setenv(name, value)

    def make(holds: str, access: Access) -> ObjectStore:
        if holds not in buckets:
            buckets[holds] = object_store_server.make_bucket(holds)
        bucket = buckets[holds]
        pair = bucket.writer if access == "write" else bucket.reader
        keys = keys_folder(tmp_path / "keys" / access / holds, pair, object_store_server.endpoint)
        return ObjectStore(name=holds, holds=holds, uri=f"s3://{bucket.name}", keys=keys, access=access)

    return make


@pytest.fixture(params=KINDS)
def models(request: pytest.FixtureRequest, tmp_path: Path) -> ModelsStore:
    """An empty models store: a folder, and a bucket with one pair of keys to write and one to read."""
    if request.param == "folder":
        store = folder_store(tmp_path / "models")
        return ModelsStore(written=store, read=replace(store, access="read"))
    make: MakeObjectStore = request.getfixturevalue("make_object_store")
    return ModelsStore(written=make("models", "write"), read=make("models", "read"))


def provenance(accuracy: float = 0.98) -> Provenance:
    """What a made-up training run would say of itself."""
    return Provenance(
        code_sha256="c" * 64,
        data_sha256="d" * 64,
        lock={"kind": "lock-file", "sha256": "e" * 64},
        parameters={"epochs": 1, "seed": 0},
        metrics={"accuracy": accuracy, "loss": 0.5},
    )
