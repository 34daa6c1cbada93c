"""Finds gocryptfs, which encrypts the stores of the hosts target, or builds it from its pinned module."""

import shutil
import subprocess
from pathlib import Path

from stacks.cli.failures import Refused
from stacks.engine.cache import cache_folder
from stacks.engine.modules import program_from_modules
from stacks.engine.progress import Progress
from stacks.engine.versions import Versions, load_versions, parse_version, platform_name

VERSION_TIMEOUT_S = 20.0
"""It answers in milliseconds; one that does not in this time is broken."""


def find_gocryptfs() -> Path | None:
    """Return the gocryptfs that `ensure_gocryptfs` would return without building, or None."""
    versions = load_versions()
    on_path = _on_path(versions)
    built = _built(versions)
    return on_path or (built if built.is_file() else None)


def ensure_gocryptfs(progress: Progress | None = None) -> Path:
    """Return the file of a gocryptfs: the tested one on PATH, else one built from the pinned module.

    Raises Refused when it would have to be built and Go is missing or too old, Failed when the build fails.
    """
    found = find_gocryptfs()
    if found is not None:
        return found
    try:
        return program_from_modules(load_versions().gocryptfs, cache_folder(), progress or Progress())
    except Refused as refused:
        raise Refused(
            f"no gocryptfs: install your distribution's package gocryptfs, or: {refused}"
        ) from refused


def gocryptfs_version(executable: Path) -> str | None:
    """Return the version that `executable` tells ("2.3"), or None when it tells none."""
    try:
        answer = subprocess.run(
            [str(executable), "-version"],
            capture_output=True,
            text=True,
            timeout=VERSION_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # "gocryptfs v2.6.1 without_openssl; go-fuse ...": what follows the first semicolon are other versions.
    version = parse_version(answer.stdout.partition(";")[0])
    return ".".join(str(part) for part in version) if version else None


def _on_path(versions: Versions) -> Path | None:
    found = shutil.which("gocryptfs")
    version = parse_version(gocryptfs_version(Path(found)) or "") if found else None
    oldest = parse_version(versions.gocryptfs_tested_from)
    if found is None or version is None or oldest is None or version < oldest:
        return None
    return Path(found)


def _built(versions: Versions) -> Path:
    program = versions.gocryptfs
    folder = f"{program.name}-modules-{platform_name()}-{program.fingerprint}"
    return cache_folder() / folder / "bin" / program.name
