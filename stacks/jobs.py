"""Submitting Ray jobs with Ray's own job client, the cluster's token and the workloads' code."""

import asyncio
import difflib
import hashlib
import json
import logging
import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from stacks.cli.console import console
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster
from stacks.code_package import PACKAGE, open_client, upload_workloads

if TYPE_CHECKING:
    from ray.job_submission import JobSubmissionClient

LOCK_FILE = "requirements/runtime.txt"
"""The pinned environment of the nodes; its hash goes into the manifest of every model."""

READY_SECONDS = 60.0
"""Right after its start a cluster has no job agent for some seconds."""

NOT_READY = "No available agent"
ENDED = ("SUCCEEDED", "FAILED", "STOPPED")
POLL_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class EndedJob:
    """How a job ended, in Ray's words: `status` is one of `ENDED`."""

    job: str
    status: str
    message: str


def known_workloads(project_root: Path) -> list[str]:
    """Return the workloads that can be submitted: the folders with a program."""
    return sorted(file.parent.name for file in (project_root / PACKAGE).glob("*/__main__.py"))


def entrypoint_of(words: Sequence[str], project_root: Path) -> list[str]:
    """Return the command that the job runs: a workload's program with its arguments, or the words as they are.

    Raises:
        Refused: the first word is neither a workload nor a program.
    """
    known = known_workloads(project_root)
    if words[0] in known:
        lock = hashlib.sha256((project_root / LOCK_FILE).read_bytes()).hexdigest()
        given = list(words[1:])
        recorded = [] if "--lock-sha256" in given else ["--lock-sha256", lock]
        return ["python", "-m", f"{PACKAGE}.{words[0]}", *given, *recorded]
    nearest = difflib.get_close_matches(words[0], known, n=1)
    if nearest or shutil.which(words[0]) is None:
        hint = f"did you mean {nearest[0]}? " if nearest else ""
        raise Refused(
            f"{words[0]!r} is neither a workload nor a program; {hint}workloads: {', '.join(known)}"
        )
    return list(words)


def plain_command(cluster: Cluster, entrypoint: Sequence[str], project_root: Path) -> list[str]:
    """Return the `ray job submit` that does the same work."""
    environment = {"py_modules": [str(project_root / PACKAGE)]}
    return [
        *("ray", "job", "submit", "--address", cluster.job_api),
        *("--runtime-env-json", json.dumps(environment), "--", *entrypoint),
    ]


def job_client(cluster: Cluster) -> "JobSubmissionClient":
    """Return Ray's job client with the cluster's token.

    Raises:
        Failed: the cluster does not answer.
    """
    from ray.job_submission import JobSubmissionClient

    headers = {"Authorization": f"Bearer {cluster.read_token()}"}
    try:
        return JobSubmissionClient(cluster.job_api, headers=headers)
    except (OSError, RuntimeError) as error:
        raise Failed(f"cluster {cluster.name} takes no jobs at {cluster.job_api}: {error}") from error


def submit_job(cluster: Cluster, entrypoint: Sequence[str], project_root: Path) -> str:
    """Submit the job and return its id; a cluster that has just started is waited for.

    Raises:
        Failed: the cluster does not take the job.
    """
    with open_client(cluster) as http:
        code = upload_workloads(http, cluster, project_root)
    client = job_client(cluster)
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            return client.submit_job(entrypoint=shlex.join(entrypoint), runtime_env={"py_modules": [code]})
        except RuntimeError as error:
            if NOT_READY not in str(error) or time.monotonic() > deadline:
                raise Failed(f"cluster {cluster.name} did not take the job: {error}") from error
        except OSError as error:  # every error of requests is one
            raise Failed(f"cluster {cluster.name} did not take the job: {error}") from error
        time.sleep(POLL_SECONDS)


def follow(cluster: Cluster, job: str, *, to_stderr: bool) -> tuple[str, str]:
    """Write the job's log until it ends, and return its status and message.

    An interrupt leaves the job running and says how to follow or to stop it.

    Raises:
        Failed: the cluster no longer answers.
    """
    client = job_client(cluster)
    try:
        _write_log(client, job, sys.stderr if to_stderr else sys.stdout)
        while (status := str(client.get_job_status(job).value)) not in ENDED:
            time.sleep(POLL_SECONDS)
        message = str(client.get_job_info(job).message or "")
    except KeyboardInterrupt:
        address = f"--address {cluster.job_api} {job}"
        console.print(f"the job goes on; `ray job logs -f {address}`, `ray job stop {address}`", markup=False)
        raise
    except (OSError, RuntimeError, ValueError) as error:  # requests' own errors are OSErrors
        raise Failed(
            f"cluster {cluster.name} was lost while job {job} ran: it does not answer at {cluster.job_api} "
            f"({error or type(error).__name__}); see `groundplan status`, and `groundplan up` heals it"
        ) from error
    return status, without_log(message)


def _write_log(client: "JobSubmissionClient", job: str, stream: TextIO) -> None:
    """Write the job's log as it comes; a log that breaks off is told, since the job may go on."""
    # It tells when a socket closes.
    logging.getLogger("ray.dashboard.modules.job.sdk").setLevel(logging.WARNING)

    async def tail() -> None:
        async for text in client.tail_job_logs(job):
            stream.write(text)
            stream.flush()

    try:
        asyncio.run(tail())
    except Exception as error:  # noqa: BLE001 - whatever Ray's client is built on: its errors share no class
        console.print(
            f"the log broke off ({error or type(error).__name__}); waiting for the job to end", markup=False
        )


def without_log(message: str) -> str:
    """Return Ray's message about a job without the log that it repeats: it has been followed already."""
    return message.partition(", last available logs")[0].strip()
