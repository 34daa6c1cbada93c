"""A path in a store, whatever its kind: read and written through one library, pyarrow's, which Ray Train uses as well.

What a store refuses ends as one sentence; that something is not there is FileNotFoundError, for who asks to judge.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pyarrow import NativeFile
from pyarrow.fs import FileSystem

from workloads.refusals import WorkloadFailed

Access = Literal["read", "write"]

# Parts of an upload are at least 5 MiB (S3, "Amazon S3 multipart upload limits"); a few of them fit any pod's memory.
PIECE_BYTES = 8 * 2**20


class Store(Protocol):
    """Where data of one kind lies: its name in the plan, what it holds, and what is allowed (write includes read)."""

    @property
    def name(self) -> str:
        """Its name in the plan."""
        ...

    @property
    def holds(self) -> str:
        """What it holds, which decides who may read and write it."""
        ...

    @property
    def access(self) -> Access:
        """What this process may do with it."""
        ...

    @property
    def address(self) -> str:
        """Where it is, for people and for logs: a folder, or `s3://<bucket>`."""
        ...

    @property
    def root(self) -> str:
        """Where it begins in `files()`: the same folder, or the bucket."""
        ...

    def files(self) -> FileSystem:
        """The file system that it lies in. Raises InputRefused where this process lacks what opens it."""
        ...

    def require_usable(self) -> None:
        """Raise InputRefused with the reason where it cannot be read now."""
        ...

    def explained(self, error: OSError) -> str:
        """What an error of its file system means, and what to do, in one sentence or two; no key is in it."""
        ...


@dataclass(frozen=True)
class StorePath:
    """A place below the root of a store; `/` goes further down, `str` is its address for people."""

    store: Store
    below: str = ""

    def __truediv__(self, name: str) -> "StorePath":
        return StorePath(self.store, f"{self.below}/{name}" if self.below else name)

    def __str__(self) -> str:
        return f"{self.store.address}/{self.below}" if self.below else self.store.address

    @property
    def inside(self) -> str:
        """The path in the file system of its store."""
        return f"{self.store.root}/{self.below}" if self.below else self.store.root

    def read_bytes(self) -> bytes:
        """The whole content.

        Raises FileNotFoundError where it is not there, WorkloadFailed where the store does not give it.
        """
        with refusals_of(self.store), self.store.files().open_input_stream(self.inside) as stream:
            return stream.read()

    def pieces(self) -> Iterator[bytes]:
        """The content in order, of which one piece at a time is in memory. Raises as `read_bytes` does."""
        with refusals_of(self.store), self.store.files().open_input_stream(self.inside) as stream:
            while piece := stream.read(PIECE_BYTES):
                yield piece

    def write_bytes(self, content: bytes) -> None:
        """Write the whole content; an object is there all at once or not at all. Raises WorkloadFailed."""
        with self.writing() as stream:
            stream.write(content)

    def copy_from(self, file: Path) -> None:
        """Write what a file of this machine holds, of which one piece at a time is in memory. Raises WorkloadFailed."""
        with file.open("rb") as source, self.writing() as stream:
            while piece := source.read(PIECE_BYTES):
                stream.write(piece)

    @contextmanager
    def writing(self) -> Iterator[NativeFile]:
        """A stream that replaces the content. Raises WorkloadFailed where the store does not take it."""
        with refusals_of(self.store), self.store.files().open_output_stream(self.inside) as stream:
            yield stream

    def make_folder(self) -> None:
        """Make a folder, or what stands for one in a bucket. Raises WorkloadFailed where the store does not take it."""
        with refusals_of(self.store):
            self.store.files().create_dir(self.inside)


@contextmanager
def refusals_of(store: Store) -> Iterator[None]:
    """Turn what a store refuses into WorkloadFailed with its sentence; that nothing is there stays what it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise WorkloadFailed(store.explained(error)) from None
