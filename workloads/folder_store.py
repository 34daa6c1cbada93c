"""A store that is a folder: mounted into the sandbox or the pod of whoever has a right to it."""

from dataclasses import dataclass
from pathlib import Path

from pyarrow.fs import FileSystem, LocalFileSystem

from workloads.refusals import InputRefused
from workloads.store_path import Access


@dataclass(frozen=True, kw_only=True)
class FolderStore:
    """One store: its name in the plan, what it holds, where it is mounted and what is allowed (write includes read)."""

    name: str
    holds: str
    path: Path
    access: Access

    @property
    def address(self) -> str:
        """The folder."""
        return str(self.path)

    @property
    def root(self) -> str:
        """The folder."""
        return str(self.path)

    def files(self) -> FileSystem:
        """This machine's files."""
        return LocalFileSystem()

    def require_usable(self) -> None:
        """Raise InputRefused where it is not mounted."""
        if not self.path.is_dir():
            raise InputRefused(
                f"The store {self.name} (holds {self.holds}) is not mounted: {self.path} is no folder. "
                "Run `groundplan up`, which mounts every store."
            )

    def explained(self, error: OSError) -> str:
        """What the system says."""
        return f"The store {self.name} (holds {self.holds}) cannot be used: {error}."
