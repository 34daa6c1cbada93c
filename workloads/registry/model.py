"""What is known of a trained model; pure data, so that serving needs no MLflow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODEL_NAME = "digits"
MODEL_FILE = "model.pt"
PROMOTED_ALIAS = "promoted"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What a model was made from and how well it did: hashes as 64 hexadecimal digits."""

    code_sha256: str
    data_sha256: str
    lock: dict[str, str]
    parameters: dict[str, Any]
    metrics: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class ModelVersion:
    """One version in the registry; `files` maps each file's name to the SHA-256 that training recorded.

    `folder` is where they lie: absolute in a mounted registry, else relative to what its server keeps.
    """

    version: int
    run_name: str
    run_id: str
    accuracy: float
    promoted: bool
    created_at_ms: int
    folder: Path
    files: dict[str, str]
    provenance: Provenance
