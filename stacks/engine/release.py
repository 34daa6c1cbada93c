"""Takes the engine from the official release, whose archive must have the SHA-256 kept in the repository."""

import hashlib
import queue
import shutil
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import IO

import httpx

from stacks.cli.failures import Failed, Refused
from stacks.engine.cache import make_once
from stacks.engine.progress import Progress
from stacks.engine.versions import Versions, platform_name

CONNECT_TIMEOUT_S = 10.0
"""A site that has not answered after this is not reachable from here; another source is tried then."""
STALLED_AFTER_S = 60.0
"""A download that brings nothing for a minute will not end."""
BLOCK_BYTES = 1 << 20


class WrongChecksum(Failed):
    """The archive is not the one whose SHA-256 is kept in the repository."""


def release_key(versions: Versions) -> str:
    """Return the name of the released engine in the cache."""
    checksum = versions.release.sha256.get(platform_name(), "unknown")
    return f"{versions.engine}-release-{platform_name()}-{checksum[:12]}"


def engine_from_release(versions: Versions, cache: Path, progress: Progress) -> Path:
    """Return the folder of the engine's binaries, downloaded first when the cache has none.

    Raises Refused when no checksum is known for this platform, WrongChecksum when the archive is another, and
    Failed when the site cannot be reached or the archive lacks a file.
    """
    key = release_key(versions)
    if not (cache / key).is_dir():
        checksum = versions.release.sha256.get(platform_name())
        if checksum is None:
            known = ", ".join(sorted(versions.release.sha256)) or "none"
            raise Refused(
                f"no SHA-256 of the engine's release is known for {platform_name()} (known: {known}), and an "
                "unchecked archive is never used; use --source modules"
            )
        address = versions.release.archive_address(versions.engine, platform_name())
        require_reachable(address)

        def make(folder: Path, _lock: int) -> None:
            with tempfile.TemporaryFile(dir=folder) as archive:
                actual = _download(address, archive, progress)
                if actual != checksum:
                    raise WrongChecksum(
                        f"{address} has the SHA-256 {actual}, expected {checksum}: the archive was not used; "
                        "use --source modules, and find out who changed it"
                    )
                archive.seek(0)
                _extract(archive, versions.files, folder / "bin", address)

        make_once(cache, key, make, progress)
    return cache / key / "bin"


def require_reachable(address: str, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
    """Raise Failed unless the site of `address` answers within `timeout_s` seconds."""
    answers: queue.Queue[str] = queue.Queue()

    def ask() -> None:
        try:
            answer = httpx.head(address, timeout=timeout_s, follow_redirects=True)
            answers.put("" if answer.is_success else f"it answers {answer.status_code}")
        except httpx.HTTPError as error:
            answers.put(str(error) or type(error).__name__)

    # In a thread of its own, since no timeout of a client bounds the resolver's search for a name.
    threading.Thread(target=ask, daemon=True).start()
    try:
        trouble = answers.get(timeout=timeout_s)
    except queue.Empty:
        trouble = f"no answer within {timeout_s:.0f} s"
    if trouble:
        raise Failed(f"the release {address} cannot be reached: {trouble}")


def _download(address: str, target: IO[bytes], progress: Progress) -> str:
    """Write what lies at `address` to `target` and return its SHA-256."""
    digest = hashlib.sha256()
    timeout = httpx.Timeout(STALLED_AFTER_S, connect=CONNECT_TIMEOUT_S)
    try:
        with httpx.stream("GET", address, timeout=timeout, follow_redirects=True) as answer:
            answer.raise_for_status()
            blocks = -(-int(answer.headers.get("content-length", "0")) // BLOCK_BYTES)
            progress.begin("engine: downloading the release (MiB)", total=blocks or None)
            for block in answer.iter_bytes(BLOCK_BYTES):
                digest.update(block)
                target.write(block)
                progress.advance()
    except httpx.HTTPError as error:
        raise Failed(f"the download of {address} broke off: {error or type(error).__name__}") from error
    progress.end()
    return digest.hexdigest()


def _extract(archive: IO[bytes], names: tuple[str, ...], target: Path, address: str) -> None:
    """Write the regular files called `names` of a gzipped tar, whatever their folder, into `target`."""
    target.mkdir()
    missing = set(names)
    with tarfile.open(fileobj=archive, mode="r:gz") as entries:
        for entry in entries:
            name = Path(entry.name).name
            content = entries.extractfile(entry) if entry.isfile() and name in missing else None
            if content is not None:
                with (target / name).open("wb") as file:
                    shutil.copyfileobj(content, file)
                (target / name).chmod(0o755)
                missing.remove(name)
    if missing:
        raise Failed(f"{address} lacks {', '.join(sorted(missing))}; use --source modules")
