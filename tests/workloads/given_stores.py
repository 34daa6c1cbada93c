"""Stores that tests hand to workloads: a folder, or a bucket of a real service, seen by who writes and who reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyarrow.fs import FileSelector

from workloads.folder_store import FolderStore
from workloads.object_store import ObjectStore
from workloads.store_path import Access, Store, StorePath

KINDS = ["folder", pytest.param("bucket", marks=pytest.mark.object_store)]
"""Parameters of what is tested with both kinds of store."""
FOLDER_FIRST = ["folder", pytest.param("bucket", marks=[pytest.mark.object_store, pytest.mark.long])]
BUCKET_FIRST = [
    pytest.param("folder", marks=pytest.mark.long),
    pytest.param("bucket", marks=pytest.mark.object_store),
]
"""For tests that take minutes: a store of the other kind is opened by the same code, and waits for the long proofs."""

MakeObjectStore = Callable[[str, Access], ObjectStore]


@dataclass(frozen=True, kw_only=True)
class ModelsStore:
    """One models store as promotion has it and as serving has it, of either kind."""

    written: FolderStore | ObjectStore
    read: FolderStore | ObjectStore

    @property
    def address(self) -> str:
        """Where it is, as sentences name it."""
        return self.read.address

    def at(self, path: str) -> StorePath:
        """A path in it, for whoever may write."""
        return StorePath(self.written) / path

    def content(self) -> dict[str, bytes]:
        """Everything that lies in it, by path."""
        return content_of(self.written)

    def remove(self, path: str) -> None:
        """Take a file away."""
        self.written.files().delete_file(self.at(path).inside)


def content_of(store: Store) -> dict[str, bytes]:
    """Everything that lies in a store, by path."""
    return {name: (StorePath(store) / name).read_bytes() for name in names_in(store)}


def names_in(store: Store) -> list[str]:
    """The paths of all files or objects of a store, sorted."""
    selector = FileSelector(store.root, recursive=True, allow_not_found=True)
    found = [each.path for each in store.files().get_file_info(selector) if each.is_file]
    return sorted(path.removeprefix(f"{store.root}/") for path in found)


def folder_store(path: Path, holds: str = "models", access: Access = "write") -> FolderStore:
    """A folder that is there."""
    path.mkdir(parents=True, exist_ok=True)
    return FolderStore(name=holds, holds=holds, path=path, access=access)


def told(*stores: FolderStore | ObjectStore) -> str:
    """GROUNDPLAN_STORES with some stores."""
    return json.dumps({store.name: dict(_told(store)) for store in stores})


def _told(store: FolderStore | ObjectStore) -> dict[str, str]:
    place = (
        {"path": str(store.path)}
        if isinstance(store, FolderStore)
        else {"uri": store.uri, "keys": str(store.keys)}
    )
    return {"holds": store.holds, "access": store.access, **place}
