"""`groundplan submit`: run a workload as a Ray job, follow its log, and end as the job ends."""

from typing import Annotated

import typer

from stacks.cli.console import console, print_document, print_plain_command
from stacks.cli.failures import Failed
from stacks.cli.options import DEFAULT_STACK, ClusterOption, JsonOption, StackOption
from stacks.clusters import find_cluster, stack_outputs
from stacks.jobs import entrypoint_of, follow, plain_command, submit_job
from stacks.session import open_session


def submit(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORKLOAD [-- ARGUMENTS] | -- COMMAND",
            help="A workload of workloads/ and its arguments, or any command for the cluster.",
        ),
    ],
    cluster: ClusterOption = None,
    stack: StackOption = DEFAULT_STACK,
    json: JsonOption = False,
) -> None:
    """Run a workload as a Ray job and follow its log; a job that fails is exit code 1."""
    session = open_session(stack, may_build=False)
    entrypoint = entrypoint_of(words, session.project_root)
    target = find_cluster(stack_outputs(session), cluster, "training")
    print_plain_command(plain_command(target, entrypoint, session.project_root))
    job = submit_job(target, entrypoint, session.project_root)
    console.print(f"job {job} on cluster {target.name}", markup=False)
    status, message = follow(target, job, to_stderr=json)
    if json:
        print_document({"job": job, "cluster": target.name, "status": status, "message": message})
    if status != "SUCCEEDED":
        raise Failed(f"job {job} ended as {status}: {message}")
