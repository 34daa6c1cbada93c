"""The jobs of a cluster as its kept logs tell of them, also when the head that knew them is gone.

Ray writes a line for each start and each end into `events/event_JOBS.log`, and what a job's driver says into a file of
its own. Nothing else of a job is kept: neither its command line nor what its tasks and actors did.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stacks.kept_logs.kept import Keeper, LogFile

EVENTS = "events.event_JOBS.log"
"""The name of the file of events, with dots for slashes as the collector writes them."""
DRIVER = re.compile(r"job-driver-(.+)\.log")
STARTED = re.compile(r"Started a ray job ")
COMPLETED = re.compile(r"Completed a ray job \S+ with a status (\w+)\.\s*(.*)", re.DOTALL)
OF_QUEUED = "-[a-z0-9]{5}"
"""What KubeRay adds to the name of a RayJob to name its job."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job that ran; times are seconds since 1970 (UTC), and None is what was never told.

    `status` is Ray's word for how it ended, None while it has not, or where its head was lost before.
    """

    cluster: str
    job: str
    node: str
    status: str | None = None
    message: str = ""
    started: int | None = None
    ended: int | None = None

    def told(self) -> str:
        """Return in words how the job stands."""
        if self.status is None:
            return f"job {self.job} on cluster {self.cluster}: no end is told: it runs, or its head was lost before"
        said = f": {self.message}" if self.message else ""
        return f"job {self.job} on cluster {self.cluster} ended as {self.status} at {written_moment(self.ended)}{said}"


def is_called(job: str, asked: str) -> bool:
    """Return whether `asked` is a job's id, or the name of the queued job that it ran for."""
    return bool(re.fullmatch(f"{re.escape(asked)}({OF_QUEUED})?", job))


def written_moment(seconds: float | None) -> str | None:
    """Return a moment in UTC as ISO 8601 writes it, None where there is none.

    >>> written_moment(0.5)
    '1970-01-01T00:00:00Z'
    """
    if seconds is None:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")


def driver_of(file: LogFile) -> str | None:
    """Return the job whose driver wrote a file, None of any other file."""
    found = DRIVER.fullmatch(file.name)
    return found[1] if found else None


def jobs_in(keeper: Keeper, files: Sequence[LogFile]) -> list[Job]:
    """Return the jobs of one cluster, in the order of their starts; those whose start is not told come first."""
    found: dict[str, Job] = {}
    for file in files:
        if file.name.replace("/", ".") == EVENTS and file.size_bytes:
            text = b"".join(keeper.read(file, 0)).decode("utf-8", errors="replace")
            found |= _told(file, text.splitlines())
    for file in files:
        job = driver_of(file)
        if job is not None and job not in found:
            found[job] = Job(cluster=file.cluster, job=job, node=file.node)
    return sorted(found.values(), key=lambda each: (each.started or 0, each.job))


def _told(file: LogFile, lines: Iterable[str]) -> dict[str, Job]:
    """Return the jobs that a file of events tells of, by id."""
    found: dict[str, Job] = {}
    for line in lines:
        try:
            event = json.loads(line)
            job, moment = str(event["custom_fields"]["submission_id"]), int(event["timestamp"])
            message = str(event["message"])
        except (ValueError, KeyError, TypeError):  # a line that was cut, or of another kind
            continue
        known = found.get(job) or Job(cluster=file.cluster, job=job, node=file.node)
        if STARTED.match(message):
            found[job] = replace(known, started=moment)
        elif completed := COMPLETED.match(message):
            found[job] = replace(known, ended=moment, status=completed[1], message=completed[2].strip())
    return found
