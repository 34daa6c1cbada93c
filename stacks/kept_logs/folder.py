"""Logs that lie on this machine: those of Ray's sessions, the earlier ones too, and of the nodes' starts."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stacks.kept_logs.kept import LogFile

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class FolderKeeper:
    """The logs of one cluster on this machine.

    Attributes:
        cluster: its name.
        session: the folder in which Ray keeps its sessions.
        starts: the file with the words of each node's start, by node.
    """

    cluster: str
    session: Path
    starts: dict[str, Path]

    def files(self) -> Sequence[LogFile]:
        """Return every file that is there, sorted."""
        found = [*self._of_sessions(), *self._of_starts()]
        return sorted(found, key=lambda file: (file.node, file.name))

    def read(self, file: LogFile, start: int) -> Iterator[bytes]:
        """Yield a file from a byte on."""
        with (
            contextlib.suppress(FileNotFoundError),
            Path(file.key).open("rb") as opened,
        ):  # Ray may have rotated it
            opened.seek(start)
            while chunk := opened.read(CHUNK_BYTES):
                yield chunk

    def _of_sessions(self) -> Iterator[LogFile]:
        folders = (each / "logs" for each in sorted(self.session.glob("session_*")) if not each.is_symlink())
        for logs in folders:
            names = ((path, str(path.relative_to(logs))) for path in logs.rglob("*"))
            yield from self._there(logs.parent.name, names)

    def _of_starts(self) -> Iterator[LogFile]:
        for node, path in self.starts.items():
            yield from self._there(node, [(path, path.name)])

    def _there(self, node: str, names: Iterable[tuple[Path, str]]) -> Iterator[LogFile]:
        """Yield those that are files; one may go while it is looked at."""
        for path, name in names:
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            if path.is_file() and not path.is_symlink():
                yield LogFile(
                    cluster=self.cluster, node=node, name=name, size_bytes=status.st_size, written=status.st_mtime,
                    key=str(path),
                )  # fmt: skip
