"""`groundplan preview`: show what `up` would change, judged by the policies, and change nothing."""

from typing import Annotated

import typer

from stacks.cli.console import print_document
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, PlanOption, StackOption
from stacks.cli.up import ready_stack, show_changes, tell_ended_jobs
from stacks.private_way import raise_if_failed

OfflineOption = Annotated[
    bool,
    typer.Option(
        "--offline",
        help="Without credentials: in a throw-away stack, on simulated clouds, or in a simulated Kubernetes cluster.",
        show_default=False,
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="FILE|REV",
        help="With --offline: what the plan changes of another plan's file, or of a Git revision of plan and stack.",
        show_default=False,
    ),
]


def preview(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    offline: OfflineOption = False,
    base: BaseOption = None,
    json: JsonOption = False,
) -> None:
    """Show what `up` would change, judged by the policies."""
    if offline:
        from stacks.cli.preview_offline import preview_offline

        preview_offline(plan, stack, base, json=json)
        return
    if base is not None:
        raise Refused(
            "--base: your stack itself is what a preview compares with; leave --base out, or add --offline"
        )
    ready = ready_stack(stack, plan, for_change=False)
    outcome = show_changes(ready.session, ready.settings, is_quiet=json)
    raise_if_failed(outcome, "preview", private=ready.private)
    ended = tell_ended_jobs(ready, outcome)
    if json:
        ends = {each.cluster.name: list(each.jobs) for each in ended}
        print_document({"stack": stack, "changes": dict(outcome.changes), "ends_jobs": ends})
