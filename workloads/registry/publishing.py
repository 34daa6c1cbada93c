"""Writes the models store so that no reader ever meets half of anything; the two kinds of store need two ways.

A folder has renames: a version is written beside its place and moved there whole. A bucket has none, but every object
appears at once: the manifest is written last, and a version without the manifest that the pointer names is none.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from workloads.folder_store import FolderStore
from workloads.provenance import sha256_of_file
from workloads.refusals import CheckRefused
from workloads.registry.manifest import (
    MANIFEST_FILE,
    POINTER_FILE,
    Pointer,
    manifest_pointer,
    manifest_text,
    pointer_text,
    require_whole,
)
from workloads.registry.model import MODEL_NAME, ModelVersion
from workloads.store_path import Store, StorePath

UNFINISHED_SUFFIX = ".unfinished"


class Publisher(Protocol):
    """One kind of models store, as promotion writes it."""

    def one_at_a_time(self) -> AbstractContextManager[None]:
        """Wait for another promotion where the store can make one wait."""
        ...

    def room(self) -> AbstractContextManager[Path]:
        """A folder of this machine with room for a model that must be fetched."""
        ...

    def new_version(self, version: int) -> AbstractContextManager[StorePath]:
        """Where to write the files of a version, the manifest last; they are the version's when this ends well."""
        ...

    def replace(self, name: str, content: bytes) -> None:
        """Replace a file beside the versions in one step: a reader sees the old one or the new one, never a part."""
        ...


def publisher_of(store: Store) -> Publisher:
    """The way to write a store."""
    return FolderPublisher(store) if isinstance(store, FolderStore) else ObjectPublisher(store)


def publish(version: ModelVersion, store: Store) -> bool:
    """Copy a version into the models store; False where the same version lies there, whole.

    Raises CheckRefused where the registry's files are not those that training registered, WorkloadFailed where the
    store cannot be written.
    """
    try:
        require_whole(StorePath(store), manifest_pointer(version))
        return False
    except CheckRefused:  # not there, half of it, or changed since: made from the registry
        _require_registered(version)
    with publisher_of(store).new_version(version.version) as folder:
        for name in version.files:
            (folder / name).copy_from(version.folder / name)
        (folder / MANIFEST_FILE).write_bytes(manifest_text(version).encode())
    return True


def _require_registered(version: ModelVersion) -> None:
    for name, expected in version.files.items():
        source = version.folder / name
        if not source.is_file():
            raise CheckRefused(
                f"{source} is not in the registry any more: not promoted. Train this version again."
            )
        if sha256_of_file(source) != expected:
            raise CheckRefused(
                f"{source} was changed since training registered it: not promoted. Train this version again."
            )


def write_pointer(store: Store, pointer: Pointer) -> None:
    """Let serving follow to a version, in one step. Raises WorkloadFailed where the store cannot be written."""
    publisher_of(store).replace(POINTER_FILE, pointer_text(pointer).encode())


@dataclass(frozen=True)
class FolderPublisher:
    """Writes beside and renames; what was renamed survives a power cut."""

    store: FolderStore

    @property
    def folder(self) -> Path:
        """The folder of the versions."""
        return self.store.path / MODEL_NAME

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Hold the folder's lock; it goes with the process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def room(self) -> AbstractContextManager[Path]:
        """In the store, which has room for a model where the disk of whoever promotes may not."""
        return nullcontext(self.folder)

    @contextmanager
    def new_version(self, version: int) -> Iterator[StorePath]:
        """Beside its place, and moved there when it is whole and on the disk."""
        target = self.folder / str(version)
        unfinished = target.with_name(f"{target.name}{UNFINISHED_SUFFIX}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        yield StorePath(self.store) / MODEL_NAME / unfinished.name
        for path in unfinished.iterdir():
            flush(path)
        flush(unfinished)
        if target.exists():
            _set_aside(target)
        unfinished.rename(target)
        flush(self.folder)

    def replace(self, name: str, content: bytes) -> None:
        """By a rename."""
        path, waiting = self.folder / name, f"{name}.new"
        (StorePath(self.store) / MODEL_NAME / waiting).write_bytes(content)
        flush(self.folder / waiting)
        (self.folder / waiting).replace(path)
        flush(self.folder)


@dataclass(frozen=True)
class ObjectPublisher:
    """Writes in place: an object is there all at once, and the manifest is the last one."""

    store: Store

    def one_at_a_time(self) -> AbstractContextManager[None]:
        """Nobody waits: two who publish one version write the same bytes, and the pointer is one object."""
        return nullcontext()

    @contextmanager
    def room(self) -> Iterator[Path]:
        """Of its own, gone afterwards: a bucket is no place to unpack."""
        with tempfile.TemporaryDirectory(prefix="fetched-") as folder:
            yield Path(folder)

    @contextmanager
    def new_version(self, version: int) -> Iterator[StorePath]:
        """In its place: until the manifest is there, nothing that reads knows of it."""
        yield StorePath(self.store) / MODEL_NAME / str(version)

    def replace(self, name: str, content: bytes) -> None:
        """By writing it: an object is replaced at once."""
        (StorePath(self.store) / MODEL_NAME / name).write_bytes(content)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk: a rename survives a power cut only then."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _set_aside(folder: Path) -> None:
    broken = folder.with_name(f"{folder.name}.broken")
    shutil.rmtree(broken, ignore_errors=True)
    folder.rename(broken)
    shutil.rmtree(broken)
