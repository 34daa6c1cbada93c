"""`groundplan preview`: show what `up` would change, judged by the policies, and change nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from stacks.cli.console import console, print_document
from stacks.cli.failures import Failed, Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, PlanOption, StackOption
from stacks.cli.up import ready_stack, show_changes, tell_ended_jobs
from stacks.configuration import plain_values
from stacks.plan_choice import chosen_plan, load_valid_plan
from stacks.plan_rules import require_allowed
from stacks.policies_at_hand import judged_by
from stacks.private_way import raise_if_failed
from stacks.session import open_session

OfflineOption = Annotated[
    bool,
    typer.Option(
        "--offline",
        help="Without credentials: in a throw-away stack, on simulated providers of AWS, Google Cloud or Azure.",
        show_default=False,
    ),
]
OFFLINE = "offline: no provider is asked, every id is simulated, and no stack of yours is read or changed"
"""The first and the last line of such a preview, and in its document."""


def preview(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    offline: OfflineOption = False,
    json: JsonOption = False,
) -> None:
    """Show what `up` would change, judged by the policies."""
    if offline:
        session = open_session(stack)
        _preview_offline(chosen_plan(session, plan), plain_values(session), json=json)
        return
    ready = ready_stack(stack, plan, for_change=False)
    outcome = show_changes(ready.session, ready.settings, is_quiet=json)
    raise_if_failed(outcome, "preview", private=ready.private)
    ended = tell_ended_jobs(ready, outcome)
    if json:
        ends = {each.cluster.name: list(each.jobs) for each in ended}
        print_document({"stack": stack, "changes": dict(outcome.changes), "ends_jobs": ends})


def _preview_offline(file: Path, settings: Mapping[str, str], *, json: bool) -> None:
    """Show what a first `up` of a plan would make, on simulated providers; leave nothing behind.

    `settings` are what the configuration of a stack says in plain text, such as which network is adopted.
    """
    target = load_valid_plan(file).target
    _require_cloud(target)
    require_allowed(file)
    from stacks.offline.throw_away import throw_away_session

    console.print(OFFLINE, markup=False)
    with throw_away_session(file, settings, target=target) as session:
        arguments = ("preview", *judged_by(session.project_root))
        outcome = session.driver.drive(
            f"what a first `up` of {file.name} would make", *arguments, is_quiet=json
        )
        try:
            outcome.raise_if_failed("preview")
        except Failed as failed:  # the log that the last line names goes with the folder
            raise Failed(str(failed).partition("\n  the engine's full output")[0]) from None
        finally:
            console.print(OFFLINE, markup=False)
    if json:
        print_document(
            {"stack": None, "offline": OFFLINE, "plan": str(file), "changes": dict(outcome.changes)}
        )


def _require_cloud(target: str) -> None:
    """Refuse a target that is not simulated, or not built.

    Raises:
        Refused: it asks a machine or a cluster that exists, or there is no such target yet.
    """
    from components.plan.defaults import CLOUDS
    from components.targets import TARGETS

    if target not in CLOUDS:
        what = "this machine" if target == "local" else "the cluster that exists"
        raise Refused(
            f"--offline: a plan for {target} is measured against {what}, which is not simulated; leave out --offline, "
            f"or plan for {', '.join(CLOUDS)}"
        )
    if target not in TARGETS:
        raise Refused(f"--offline: target {target} is not built yet; built: {', '.join(TARGETS)}")
