"""`groundplan submit`: run a workload as a Ray job, follow its log, and end as the job ends."""

from collections.abc import Sequence
from typing import Annotated

import typer

from stacks.cli.console import console, print_document, print_plain_command
from stacks.cli.failures import Failed
from stacks.cli.options import DEFAULT_STACK, ClusterOption, JsonOption, StackOption
from stacks.clusters import Cluster, find_cluster, stack_outputs
from stacks.jobs import EndedJob, entrypoint_of, follow, plain_command, submit_job
from stacks.reaching.queued import run_queued
from stacks.reaching.reach import reach
from stacks.session import Session, open_session


def submit(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORKLOAD [-- ARGUMENTS] | -- COMMAND",
            help="A workload of workloads/ and its arguments, or any command for the cluster.",
        ),
    ],
    queued: Annotated[
        bool,
        typer.Option(
            "--queued",
            help="On Kubernetes: run the job on a Ray cluster of its own, made when the queue has room for it.",
            show_default=False,
        ),
    ] = False,
    cluster: ClusterOption = None,
    stack: StackOption = DEFAULT_STACK,
    json: JsonOption = False,
) -> None:
    """Run a workload as a Ray job and follow its log; a job that fails is exit code 1."""
    session = open_session(stack, may_build=False)
    entrypoint = entrypoint_of(words, session.project_root)
    target = find_cluster(stack_outputs(session), cluster, "training")
    if queued:
        ended = run_queued(session, target, entrypoint, to_stderr=json)
    else:
        ended = _run(session, target, entrypoint, to_stderr=json)
    where = "" if stack == DEFAULT_STACK else f" --stack {stack}"
    console.print(f"kept: `groundplan logs --job {ended.job}{where}`", markup=False)
    if json:
        print_document(
            {"job": ended.job, "cluster": target.name, "status": ended.status, "message": ended.message}
        )
    if ended.status != "SUCCEEDED":
        raise Failed(f"job {ended.job} ended as {ended.status}: {ended.message}")


def _run(session: Session, target: Cluster, entrypoint: Sequence[str], *, to_stderr: bool) -> EndedJob:
    """Run the job on the cluster that is there."""
    with reach(session, target, may_resume=True) as reached:
        print_plain_command(plain_command(reached, entrypoint, session.project_root))
        job = submit_job(reached, entrypoint, session.project_root)
        console.print(f"job {job} on cluster {target.name}", markup=False)
        status, message = follow(reached, job, to_stderr=to_stderr)
    return EndedJob(job=job, status=status, message=message)
