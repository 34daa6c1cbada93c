"""Remembers which engines have passed the smoke run, so that it runs once for an engine and an environment.

The note is keyed by whatever could change the outcome: the binaries' paths, sizes and times of change, the
Python, the two Pulumi packages, and the smoke run itself.
"""

import hashlib
import json
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path

from stacks.engine.versions import TOOLCHAIN, Versions


def verified_version(versions: Versions, cache: Path, binaries: Path) -> str | None:
    """Return the version of the engine in `binaries` if it passed the smoke run as it is now, else None."""
    try:
        note = json.loads(_note(versions, cache, binaries).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    version = note.get("version") if isinstance(note, dict) else None
    return version if isinstance(version, str) else None


def remember_verified(versions: Versions, cache: Path, binaries: Path, version: str) -> None:
    """Note that the engine in `binaries`, as it is now, has passed the smoke run."""
    note = _note(versions, cache, binaries)
    note.parent.mkdir(parents=True, exist_ok=True)
    unfinished = note.with_suffix(".unfinished")
    unfinished.write_text(json.dumps({"version": version, "bin": str(binaries)}), encoding="utf-8")
    unfinished.replace(note)


def _note(versions: Versions, cache: Path, binaries: Path) -> Path:
    digest = hashlib.sha256()
    for part in (*_files(versions, binaries), *_environment(), *_smoke_program()):
        digest.update(part.encode() + b"\0")
    return cache / "verified" / f"{digest.hexdigest()[:24]}.json"


def _files(versions: Versions, binaries: Path) -> list[str]:
    described: list[str] = []
    for name in versions.files:
        beside = binaries / name
        found = beside if beside.exists() else Path(shutil.which(name) or beside)
        state = found.stat() if found.exists() else None
        described.append(f"{found} {state.st_size} {state.st_mtime_ns}" if state else f"{found} absent")
    return described


def _environment() -> list[str]:
    described = [sys.executable, platform.python_version()]
    for package in ("pulumi", "pulumi-policy"):
        try:
            described.append(f"{package} {package_version(package)}")
        except PackageNotFoundError:
            described.append(f"{package} absent")
    return described


def _smoke_program() -> list[str]:
    files = sorted(file for file in (TOOLCHAIN / "smoke").rglob("*") if file.suffix in {".py", ".yaml"})
    return [file.read_text(encoding="utf-8") for file in files]
