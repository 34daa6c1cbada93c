"""What lies in the models store: a folder a version with a manifest of hashes, and a pointer to the promoted one.

    digits/
      promoted.json        {"version": 2, "manifest_sha256": "…"}
      2/manifest.json      the SHA-256 of every file, and of the code, data and lock file it was made from
      2/model.pt

The pointer vouches for the manifest and the manifest for the files, so one changed byte anywhere is found.
Serving reads this, in a folder as in a bucket; it needs neither MLflow nor the registry.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from workloads.provenance import sha256_of_bytes
from workloads.refusals import CheckRefused, InputRefused
from workloads.registry.model import MODEL_NAME, ModelVersion
from workloads.store_path import StorePath

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


def manifest_pointer(version: ModelVersion) -> Pointer:
    """The pointer that promotes a version."""
    return Pointer(version=version.version, manifest_sha256=sha256_of_bytes(manifest_text(version).encode()))


def pointer_text(pointer: Pointer) -> str:
    """The content of the pointer's file."""
    return json.dumps(asdict(pointer), indent=2) + "\n"


def read_pointer(models: StorePath) -> Pointer:
    """Which version serving must load.

    Raises InputRefused where nothing was promoted yet, CheckRefused where the pointer is damaged, WorkloadFailed where
    the store cannot be read.
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


def read_verified(models: StorePath, pointer: Pointer) -> VerifiedModel:
    """The files of the pointed version, each read once, hashed, and given out only if it matches.

    Raises CheckRefused with what does not match or is missing, WorkloadFailed where the store cannot be read.
    """
    manifest = _manifest_of(models, pointer)
    files = {}
    for path, name, expected in _files_of(models, pointer, manifest):
        files[name] = _read(path)
        _require(path, sha256_of_bytes(files[name]), expected, "the manifest")
    return VerifiedModel(version=pointer.version, manifest=manifest, files=files)


def require_whole(models: StorePath, pointer: Pointer) -> None:
    """Check as `read_verified` does, with no more than a piece of a file in memory. Raises the same."""
    for path, _, expected in _files_of(models, pointer, _manifest_of(models, pointer)):
        digest = hashlib.sha256()
        try:
            for piece in path.pieces():
                digest.update(piece)
        except FileNotFoundError:
            raise _missing(path) from None
        _require(path, digest.hexdigest(), expected, "the manifest")


def _manifest_of(models: StorePath, pointer: Pointer) -> dict[str, Any]:
    path = models / MODEL_NAME / str(pointer.version) / MANIFEST_FILE
    content = _read(path)
    _require(path, sha256_of_bytes(content), pointer.manifest_sha256, "the pointer")
    return json.loads(content)


def _files_of(
    models: StorePath, pointer: Pointer, manifest: dict[str, Any]
) -> Iterator[tuple[StorePath, str, str]]:
    """The path, name and SHA-256 of each file that a manifest lists."""
    folder = models / MODEL_NAME / str(pointer.version)
    for name, entry in manifest["files"].items():
        if PurePosixPath(name).name != name:
            raise CheckRefused(f"{folder / MANIFEST_FILE} lists {name!r}, which is no name of a file in it.")
        yield folder / name, name, entry["sha256"]


def _read(path: StorePath) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _missing(path) from None


def _missing(path: StorePath) -> CheckRefused:
    return CheckRefused(f"{path} is not there, so this version is not whole. Promote it again.")


def _require(path: StorePath, found: str, expected: str, witness: str) -> None:
    if found != expected:
        raise CheckRefused(
            f"{path} was changed: its SHA-256 is {found[:16]}…, {witness} says {expected[:16]}…. "
            "It is not served; promote the version again."
        )
