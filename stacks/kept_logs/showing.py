"""Kept logs as a list, as a document, and as they are; and what is written meanwhile, as it comes."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from rich.console import Group
from rich.table import Table
from rich.text import Text

from stacks.cli.failures import Failed
from stacks.kept_logs.choice import Choice
from stacks.kept_logs.history import Job, jobs_in, written_moment
from stacks.kept_logs.kept import Keeper, LogFile

POLL_SECONDS = 1.0
QUIET_ROUNDS = 5
"""How often nothing may come after a job's end is told before its log counts as whole: collected lines come in turns
of two seconds (`FLUSH_S` of components/ray/manifests/logs.py), each file's in its own."""
LOST_ROUNDS = 300
"""How often nothing at all may come from where a job runs: a head tells its statistics once a minute."""
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
    """Write what comes, until the job that was chosen has ended; without one, for ever.

    Raises:
        Failed: nothing comes any more from where the job ran, so that its end will not be told.
    """
    quiet, lost, heard = 0, 0, None
    while quiet < QUIET_ROUNDS:
        time.sleep(POLL_SECONDS)
        has_come, running, files_now = False, list[Job](), list[LogFile]()
        for keeper in keepers.values():
            files = keeper.files()
            for file in filter(choice.takes, files):
                has_come = writer.write(keeper, file) or has_come
            running += _running(keeper, files, choice)
            files_now += files
        has_ended = choice.job is not None and not running
        quiet = quiet + 1 if has_ended and not has_come else 0
        nodes = {(job.cluster, job.node) for job in running}
        now = [file for file in files_now if (file.cluster, file.node) in nodes]
        lost, heard = lost + 1 if running and now == heard else 0, now
        if lost >= LOST_ROUNDS:
            raise Failed(_lost(running[0]))


def _running(keeper: Keeper, files: Sequence[LogFile], choice: Choice) -> list[Job]:
    """Return the jobs that are followed and whose end is not told."""
    if choice.job is None:
        return []
    return [job for job in jobs_in(keeper, files) if choice.takes_job(job) and job.status is None]


def _lost(job: Job) -> str:
    minutes = f"{LOST_ROUNDS * POLL_SECONDS / 60:.0f} minutes"
    return (
        f"nothing came for {minutes} from {job.node}, where job {job.job} of cluster {job.cluster} ran, and heads that "
        "live always write: it was lost, or its logs are not collected, and how the job ended will not be told; "
        "`groundplan status` tells how the cluster is"
    )
