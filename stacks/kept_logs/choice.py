"""Which of the kept logs are asked for, and in one sentence that there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from stacks.cli.failures import Refused
from stacks.kept_logs.history import Job, driver_of, is_called
from stacks.kept_logs.kept import LogFile

SHOWN = 10
"""How many names a refusal tells: the newest jobs, or the first nodes."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is asked for; None leaves open.

    Attributes:
        job: the id of a job, or the name of a queued one.
        node: the name of a node or pod, or a pattern such as "train-head-*".
        file: the name of a file, or a pattern.
        since: what was last written before is left out, in seconds since 1970 (UTC).
    """

    job: str | None = None
    node: str | None = None
    file: str | None = None
    since: float | None = None

    @property
    def is_to_be_read(self) -> bool:
        """Return whether files are to be shown, and not only listed."""
        return any(each is not None for each in (self.job, self.node, self.file))

    def takes(self, file: LogFile) -> bool:
        """Return whether a file is asked for; of a job, what its driver wrote."""
        if self.job is not None and not _is_of_job(file, self.job):
            return False
        if self.node is not None and not fnmatchcase(file.node, self.node):
            return False
        if self.file is not None and not fnmatchcase(file.name, self.file):
            return False
        return self.since is None or file.written >= self.since

    def takes_job(self, job: Job) -> bool:
        """Return whether a job is asked for."""
        if self.job is not None:
            return is_called(job.job, self.job)
        if self.node is not None and not fnmatchcase(job.node, self.node):
            return False
        moments = [each for each in (job.started, job.ended) if each is not None]
        return self.since is None or not moments or max(moments) >= self.since


def _is_of_job(file: LogFile, asked: str) -> bool:
    driver = driver_of(file)
    return driver is not None and is_called(driver, asked)


def nothing_kept(clusters: Sequence[str]) -> str:
    """Return the sentence for clusters of which nothing is kept."""
    return f"nothing is kept of {'cluster' if len(clusters) == 1 else 'clusters'} {', '.join(clusters)}"


def require_any(
    choice: Choice, clusters: Sequence[str], files: Sequence[LogFile], jobs: Sequence[Job]
) -> None:
    """Go on only where something that is asked for is kept.

    Args:
        choice: what is asked for.
        clusters: where it was looked for.
        files: everything that is kept there.
        jobs: every job that is known there.

    Raises:
        Refused: nothing is; the message names what there is instead.
    """
    if any(choice.takes(file) for file in files):
        return
    if not files:
        raise Refused(nothing_kept(clusters))
    where = f"of {'cluster' if len(clusters) == 1 else 'clusters'} {', '.join(clusters)}"
    if choice.job is not None:
        raise Refused(_no_log_of(choice.job, where, jobs))
    nodes = sorted({file.node for file in files})
    if choice.node is not None and not any(fnmatchcase(node, choice.node) for node in nodes):
        raise Refused(f"--node: no log {where} is of {choice.node!r}; kept: {', '.join(nodes[:SHOWN])}")
    raise Refused(f"no log {where} is as asked for; `groundplan logs` without options lists what is kept")


def _no_log_of(asked: str, where: str, jobs: Sequence[Job]) -> str:
    for job in jobs:
        if is_called(job.job, asked):
            return f"--job: the log of job {job.job} is not kept, or not of that time; {job.told()}"
    known = ", ".join(job.job for job in jobs[-SHOWN:]) or "none"
    return f"--job: no log {where} is of job {asked!r}; the newest jobs that are kept: {known}"
