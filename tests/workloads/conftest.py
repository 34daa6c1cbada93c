"""Models and stores in temporary folders, made without training and without a cluster."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from workloads.digits.network import DigitNetwork
from workloads.provenance import sha256_of_file
from workloads.registry.model import MODEL_FILE, ModelVersion, Provenance

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

    def give(**access: str) -> dict[str, Path]:
        paths = {holds: tmp_path / "stores" / holds for holds in access}
        for path in paths.values():
            path.mkdir(parents=True, exist_ok=True)
        stores = {
            holds: {"holds": holds, "path": str(paths[holds]), "access": access[holds]} for holds in access
        }
        monkeypatch.setenv("GROUNDPLAN_STORES", json.dumps(stores))
        return paths

    return give


def provenance(accuracy: float = 0.98) -> Provenance:
    """What a made-up training run would say of itself."""
    return Provenance(
        code_sha256="c" * 64,
        data_sha256="d" * 64,
        lock={"kind": "lock-file", "sha256": "e" * 64},
        parameters={"epochs": 1, "seed": 0},
        metrics={"accuracy": accuracy, "loss": 0.5},
    )
