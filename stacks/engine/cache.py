"""The per-user cache: whatever lies in it is whole, and two that make the same make it once.

A thing is made in a folder named `.<key>.unfinished` and renamed to `<key>` when it is whole; only who holds
the lock `.<key>.lock` may touch either. So an unfinished folder that is found with the lock in hand was left
behind by a command that was killed, and is removed.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from stacks.cli.failures import Failed
from stacks.engine.progress import Progress
from stacks.paths import user_folders

Make = Callable[[Path, int], None]
"""Fills a folder. The second argument is the lock's descriptor: a child that inherits it keeps the lock."""


def cache_folder() -> Path:
    """Return this user's folder of engines, `$XDG_CACHE_HOME/groundplan/engine`; it may not exist yet."""
    return user_folders().cache / "engine"


def make_once(cache: Path, key: str, make: Make, progress: Progress) -> Path:
    """Return the folder `key` in `cache`, filled by `make` first when it is not there, one process at a time.

    Raises Failed when the cache cannot be written. What `make` raises passes through; nothing stays behind.
    """
    finished = cache / key
    if finished.is_dir():
        return finished
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _lock(cache, key, progress) as lock:
            if not finished.is_dir():
                _make(cache, key, make, lock)
    except OSError as error:
        raise Failed(
            f"the cache {cache} cannot be written ({error.strerror or error}); "
            "free space there, or set XDG_CACHE_HOME to a folder that you can write"
        ) from error
    return finished


def _make(cache: Path, key: str, make: Make, lock: int) -> None:
    _remove_leftovers(cache)
    unfinished = cache / f".{key}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        make(unfinished, lock)
        unfinished.rename(cache / key)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


@contextmanager
def _lock(cache: Path, key: str, progress: Progress) -> Iterator[int]:
    descriptor = os.open(cache / f".{key}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _try_lock(descriptor):
            progress.begin(_waiting_for(os.pread(descriptor, 32, 0)))
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            progress.end()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _waiting_for(holder: bytes) -> str:
    text = holder.decode(errors="replace").strip()
    if text.isdigit() and psutil.pid_exists(int(text)):
        return f"waiting for process {text}, which makes the same already"
    return "waiting for a build that a killed command left running"


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove_leftovers(cache: Path) -> None:
    """Remove the unfinished folders of other keys that nobody holds the lock of."""
    for unfinished in cache.glob(".*.unfinished"):
        lock_file = unfinished.with_suffix(".lock")
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if _try_lock(descriptor):
                shutil.rmtree(unfinished, ignore_errors=True)
        finally:
            os.close(descriptor)
