"""What lies in the models store: a folder a version with a manifest of hashes, and a pointer to the promoted one.

    digits/
      promoted.json        {"version": 2, "manifest_sha256": "…"}
      2/manifest.json      the SHA-256 of every file, and of the code, data and lock file it was made from
      2/model.pt

The pointer vouches for the manifest and the manifest for the files, so one changed byte anywhere is found.
Serving reads this; it needs neither MLflow nor the registry.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workloads.provenance import sha256_of_bytes
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry.model import MODEL_NAME, ModelVersion

FORMAT = 1
MANIFEST_FILE = "manifest.json"
POINTER_FILE = "promoted.json"


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """Which version is promoted, and the SHA-256 of its manifest."""

    version: int
    manifest_sha256: str


@dataclass(frozen=True, kw_only=True)
class VerifiedModel:
    """A version whose every byte matched: its manifest and the files' content by name."""

    version: int
    manifest: dict[str, Any]
    files: dict[str, bytes]


def manifest_text(version: ModelVersion) -> str:
    """The manifest of a version; the same version always gives the same text."""
    provenance = asdict(version.provenance)
    document = {
        "format": FORMAT,
        "model": MODEL_NAME,
        "version": version.version,
        "run_name": version.run_name,
        "files": {name: {"sha256": digest} for name, digest in version.files.items()},
        "code": {"sha256": provenance["code_sha256"]},
        "data": {"sha256": provenance["data_sha256"]},
        "lock": provenance["lock"],
        "parameters": provenance["parameters"],
        "metrics": provenance["metrics"],
    }
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def read_pointer(models: Path) -> Pointer:
    """Which version serving must load.

    Raises InputRefused where nothing was promoted yet, CheckRefused where the pointer is damaged.
    """
    path = models / MODEL_NAME / POINTER_FILE
    try:
        document = json.loads(path.read_bytes())
        return Pointer(version=int(document["version"]), manifest_sha256=str(document["manifest_sha256"]))
    except FileNotFoundError:
        raise InputRefused(
            f"No version of {MODEL_NAME} is promoted: {path} is not there. Run `groundplan promote`."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise CheckRefused(
            f"{path} is damaged ({type(error).__name__}: {error}). Run `groundplan promote` again."
        ) from None


def read_verified(models: Path, pointer: Pointer) -> VerifiedModel:
    """The files of the pointed version, each read once, hashed, and given out only if it matches.

    Raises CheckRefused with what does not match, or is missing, or was added.
    """
    folder = models / MODEL_NAME / str(pointer.version)
    content = _read(folder / MANIFEST_FILE)
    _require(folder / MANIFEST_FILE, content, pointer.manifest_sha256, "the pointer")
    manifest = json.loads(content)
    files = {}
    for name, entry in manifest["files"].items():
        if Path(name).name != name:
            raise CheckRefused(f"{folder / MANIFEST_FILE} lists {name!r}, which is no name of a file in it.")
        files[name] = _read(folder / name)
        _require(folder / name, files[name], entry["sha256"], "the manifest")
    return VerifiedModel(version=pointer.version, manifest=manifest, files=files)


def write_pointer(models: Path, pointer: Pointer) -> None:
    """Replace the pointer in one step: a reader sees the old one or the new one, never a part."""
    path = models / MODEL_NAME / POINTER_FILE
    waiting = path.with_suffix(".json.new")
    write_durably(waiting, (json.dumps(asdict(pointer), indent=2) + "\n").encode())
    waiting.replace(path)
    flush_folder(path.parent)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk: a rename survives a power cut only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CheckRefused(
            f"{path} cannot be read ({error.strerror}), so this version is not whole. Promote it again."
        ) from None


def _require(path: Path, content: bytes, expected: str, witness: str) -> None:
    found = sha256_of_bytes(content)
    if found != expected:
        raise CheckRefused(
            f"{path} was changed: its SHA-256 is {found[:16]}…, {witness} says {expected[:16]}…. "
            "It is not served; promote the version again."
        )
