"""Says what something was made from: SHA-256 of files, of this code, and of what is installed."""

import hashlib
from importlib.metadata import distributions
from pathlib import Path

import workloads


def sha256_of_bytes(content: bytes) -> str:
    """The SHA-256 of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file's content as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_code(folder: Path | None = None) -> str:
    """One SHA-256 over every Python file below `folder` (the `workloads` package), by path and content."""
    root = folder or Path(workloads.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root).as_posix()}\0{sha256_of_file(path)}\n".encode())
    return digest.hexdigest()


def lock_of(lock_sha256: str | None) -> dict[str, str]:
    """What the environment was pinned by: the lock file's hash where it was given, else what is installed."""
    if lock_sha256 is not None:
        return {"kind": "lock-file", "sha256": lock_sha256}
    installed = sorted({f"{found.metadata['Name']}=={found.version}" for found in distributions()})
    return {"kind": "installed-distributions", "sha256": sha256_of_bytes("\n".join(installed).encode())}
