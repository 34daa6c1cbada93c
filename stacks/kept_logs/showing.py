"""Kept logs as a list, as a document, and as they are; and what is written meanwhile, as it comes."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from rich.console import Group
from rich.table import Table
from rich.text import Text

from stacks.kept_logs.choice import Choice
from stacks.kept_logs.history import Job, jobs_in, written_moment
from stacks.kept_logs.kept import Keeper, LogFile

POLL_SECONDS = 1.0
QUIET_ROUNDS = 5
"""How often nothing may come after a job's end is told before its log counts as whole: collected lines come in turns
of two seconds (`FLUSH_S` of components/ray/manifests/logs.py), each file's in its own."""
UNITS = ("B", "KiB", "MiB", "GiB")

Kept = Sequence[tuple[Keeper, Sequence[LogFile]]]
"""The keepers, one a cluster, and of each the files that are asked for."""


def listed(files: Sequence[LogFile], jobs: Sequence[Job]) -> Group:
    """Return the table of jobs and that of files; one that would be empty is left out."""
    tables = []
    if jobs:
        tables.append(_table(
            ("cluster", "job", "status", "started", "ended"),
            [(each.cluster, each.job, each.status or "-", written_moment(each.started) or "-",
              written_moment(each.ended) or "-") for each in jobs],
        ))  # fmt: skip
    if files:
        tables.append(_table(
            ("cluster", "node", "file", "size", "written"),
            [(each.cluster, each.node, each.name, _size(each.size_bytes), written_moment(each.written) or "-")
             for each in files],
        ))  # fmt: skip
    return Group(
        *(part for number, table in enumerate(tables) for part in ((Text(), table) if number else (table,)))
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "size" else "left")
    for row in rows:
        table.add_row(*map(Text, row))  # names may hold brackets
    return table


def _size(size_bytes: float) -> str:
    for unit in UNITS[:-1]:
        if size_bytes < 1024:
            return f"{size_bytes:.0f} {unit}"
        size_bytes /= 1024
    return f"{size_bytes:.1f} {UNITS[-1]}"


def document_of(
    clusters: Sequence[str], kept: Kept, jobs: Sequence[Job], *, with_text: bool
) -> dict[str, Any]:
    """Return the same as the document of `--json`; `with_text` adds to each file what it says."""
    return {
        "clusters": list(clusters),
        "jobs": [
            {
                "cluster": each.cluster, "job": each.job, "node": each.node, "status": each.status,
                "message": each.message, "started": written_moment(each.started), "ended": written_moment(each.ended),
            }
            for each in jobs
        ],
        "files": [_file_document(keeper, file, with_text) for keeper, files in kept for file in files],
    }  # fmt: skip


def _file_document(keeper: Keeper, file: LogFile, with_text: bool) -> dict[str, Any]:
    text = {"text": b"".join(keeper.read(file, 0)).decode("utf-8", errors="replace")} if with_text else {}
    return {
        "cluster": file.cluster, "node": file.node, "file": file.name, "size_bytes": file.size_bytes,
        "written": written_moment(file.written), **text,
    }  # fmt: skip


class Writer:
    """Writes files as they are, each after a line that names it where there are several, and remembers how far."""

    def __init__(self, stream: BinaryIO, *, is_alone: bool) -> None:
        self._stream = stream
        self._is_alone = is_alone
        self._read: dict[tuple[str, str], int] = {}
        self._last: tuple[str, str] | None = None

    def write(self, keeper: Keeper, file: LogFile) -> bool:
        """Write what a file has beyond what was written of it, and return whether that was anything."""
        name = (file.cluster, file.key)
        start = self._read.get(name, 0)
        if file.size_bytes < start:  # the file of this name is another one by now
            start = 0
        for chunk in keeper.read(file, start) if file.size_bytes > start else ():
            if name != self._last and not self._is_alone:
                self._stream.write(f"==> {file.cluster} {file.node} {file.name} <==\n".encode())
            self._last = name
            self._stream.write(chunk)
            start += len(chunk)
        had, self._read[name] = self._read.get(name, 0), start
        self._stream.flush()
        return start != had


def write_all(kept: Kept, stream: BinaryIO) -> Writer:
    """Write every file whole, and return what wrote it."""
    writer = Writer(stream, is_alone=sum(len(files) for _, files in kept) == 1)
    for keeper, files in kept:
        for file in files:
            writer.write(keeper, file)
    return writer


def follow(keepers: Mapping[str, Keeper], choice: Choice, writer: Writer) -> None:
    """Write what comes, until the job that was chosen has ended; without one, for ever."""
    quiet = 0
    while quiet < QUIET_ROUNDS:
        time.sleep(POLL_SECONDS)
        has_come, has_ended = False, choice.job is not None
        for keeper in keepers.values():
            files = keeper.files()
            for file in filter(choice.takes, files):
                has_come = writer.write(keeper, file) or has_come
            has_ended = has_ended and all(_ends(keeper, files, choice))
        quiet = quiet + 1 if has_ended and not has_come else 0


def _ends(keeper: Keeper, files: Sequence[LogFile], choice: Choice) -> Iterator[bool]:
    """Yield of each job that is asked for whether its end is told."""
    for job in jobs_in(keeper, files):
        if choice.takes_job(job):
            yield job.status is not None
