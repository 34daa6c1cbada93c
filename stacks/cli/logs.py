"""`groundplan logs`: what is kept of logs and jobs, also after their pods, jobs and queued clusters are gone."""

import contextlib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from components.plan.quantities import Duration
from components.plan.text_quantity import NotAQuantity
from stacks.cli.console import console, print_document, print_result, print_table
from stacks.cli.failures import CommandError, Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.clusters import stack_outputs
from stacks.kept_logs.choice import Choice, nothing_kept, require_any
from stacks.kept_logs.history import Job, jobs_in
from stacks.kept_logs.keepers import keeper_of
from stacks.kept_logs.kept import Keeper, LogFile
from stacks.kept_logs.showing import Kept, document_of, follow, listed, write_all
from stacks.session import Session, open_session

JobOption = Annotated[
    str | None,
    typer.Option(
        "--job", metavar="ID", help="Show the log of a job and how it ended; the name of a queued job too."
    ),
]
NodeOption = Annotated[
    str | None,
    typer.Option(
        "--node", metavar="NAME", help="Show the files of a node, or pod; a pattern: 'train-head-*'."
    ),
]
FileOption = Annotated[
    str | None, typer.Option("--file", metavar="NAME", help="Show the files of a name; a pattern: 'raylet*'.")
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only files that were written in the last 30min, 2h, 7d."),
]
FollowOption = Annotated[
    bool,
    typer.Option(
        "--follow",
        help="Go on with what is written, until the job has ended, or its head was lost.",
        show_default=False,
    ),
]
AnyClusterOption = Annotated[
    str | None, typer.Option("--cluster", metavar="NAME", help="The cluster; by default all of them.")
]


def logs(
    job: JobOption = None,
    node: NodeOption = None,
    file: FileOption = None,
    since: SinceOption = None,
    follow_on: FollowOption = False,
    cluster: AnyClusterOption = None,
    stack: StackOption = DEFAULT_STACK,
    json: JsonOption = False,
) -> None:
    """List what is kept of logs and jobs, or show it with --job, --node or --file; also of what is gone by now."""
    choice = Choice(job=job, node=node, file=file, since=moment_before(since))
    _require_sense(choice, follow_on=follow_on, json=json)
    session = open_session(stack, may_build=False)
    with _keepers(session, stack_outputs(session), cluster) as found:
        _show(choice, found, follow_on=follow_on, json=json)


def moment_before(since: str | None) -> float | None:
    """Return the moment, in seconds since 1970 (UTC), that is a length of time ago.

    Raises:
        Refused: it is no length of time.
    """
    if since is None:
        return None
    try:
        return time.time() - Duration.parse(since).seconds
    except NotAQuantity as error:
        raise Refused(f"--since: {since!r} is {error}") from None


def _require_sense(choice: Choice, *, follow_on: bool, json: bool) -> None:
    if choice.job is not None and (choice.node is not None or choice.file is not None):
        raise Refused("--job: shows what the job itself says; leave out --node and --file, or --job")
    if follow_on and json:
        raise Refused("--follow: a JSON document has an end; leave out --json or --follow")
    if follow_on and not choice.is_to_be_read:
        raise Refused("--follow: say what to follow, with --job, --node or --file ('*' is every file)")


Found = Mapping[str, tuple[Keeper, Sequence[LogFile]]]
"""By cluster, what keeps its logs, and the files that are there."""


@contextlib.contextmanager
def _keepers(session: Session, outputs: Mapping[str, Any], cluster: str | None) -> Iterator[Found]:
    """Give the keeper of the cluster that is named, or of every one that answers, with the files of each.

    Raises:
        CommandError: none answers.
    """
    entries = list(outputs.get("clusters") or ())
    known = [str(entry["name"]) for entry in entries]
    if cluster is not None and cluster not in known:
        raise Refused(
            f"--cluster: no cluster is named {cluster!r}; known: {', '.join(sorted(known)) or 'none'}"
        )
    with contextlib.ExitStack() as ways:
        found: dict[str, tuple[Keeper, Sequence[LogFile]]] = {}
        problems = []
        for name in known if cluster is None else [cluster]:
            try:
                keeper = ways.enter_context(keeper_of(session, outputs, name))
                found[name] = (keeper, keeper.files())
            except CommandError as error:
                problems.append(error)
        if problems and not found:
            raise problems[0]
        for problem in problems:
            console.print(f"warning: {problem}", style="yellow", markup=False)
        yield found


def _show(choice: Choice, found: Found, *, follow_on: bool, json: bool) -> None:
    clusters, everything = list(found), list(found.values())
    jobs = [job for keeper, files in everything for job in jobs_in(keeper, files)]
    if choice.is_to_be_read:
        require_any(choice, clusters, [file for _, files in everything for file in files], jobs)
    kept = [(keeper, list(filter(choice.takes, files))) for keeper, files in everything]
    asked = list(filter(choice.takes_job, jobs))
    if json:
        print_document(document_of(clusters, kept, asked, with_text=choice.is_to_be_read))
    elif choice.is_to_be_read:
        _write(choice, found, kept, asked, follow_on=follow_on)
    elif asked or any(files for _, files in kept):
        print_table(listed([file for _, files in kept for file in files], asked))
    else:
        print_result(nothing_kept(clusters) + (" of that time" if choice.since is not None else ""))


def _write(choice: Choice, found: Found, kept: Kept, jobs: Sequence[Job], *, follow_on: bool) -> None:
    writer = write_all(kept, sys.stdout.buffer)
    if follow_on:
        keepers = {
            name: keeper
            for name, (keeper, files) in found.items()
            if choice.job is None or any(map(choice.takes, files))  # a job stays on its cluster
        }
        follow(keepers, choice, writer)
        jobs = [
            job for each in keepers.values() for job in jobs_in(each, each.files()) if choice.takes_job(job)
        ]
    for job in jobs if choice.job is not None else ():
        console.print(job.told(), markup=False)
