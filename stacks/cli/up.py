"""`groundplan up`: create what the plan asks for, or change what is there until it agrees with the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from stacks.addresses import describe, stack_document
from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import Failed
from stacks.cli.options import (
    DEFAULT_STACK,
    JsonOption,
    PlanOption,
    StackOption,
    YesOption,
    ask,
    require_consent_possible,
)
from stacks.clusters import recorded_clusters
from stacks.driver import Outcome
from stacks.plan_choice import (
    chosen_plan,
    keep_settings,
    load_valid_plan,
    missing_settings,
    named_in_configuration,
    needs_providers,
    settings_for_preview,
)
from stacks.plan_rules import require_allowed
from stacks.policies_at_hand import judged_by, lowered
from stacks.private_way import INSIDE, PRIVATE, is_private, raise_if_failed
from stacks.renewals import renewal_notes
from stacks.running_jobs import RunningJobs, ended_by, made_anew, require_no_job_ended, running_jobs
from stacks.session import Session, clear_interrupted, open_session, prepare
from stacks.shared_buckets import shared_buckets
from stacks.state import Deployment


@dataclass(frozen=True, kw_only=True)
class ReadyStack:
    """A stack that may be changed, the settings that it lacks yet, and what is recorded of it.

    The API of a `private` cluster answers inside its network alone.
    """

    session: Session
    settings: Mapping[str, str]
    deployment: Deployment | None
    private: bool = False


def up(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    yes: YesOption = False,
    end_jobs: Annotated[
        bool,
        typer.Option(
            "--end-jobs",
            help="On Kubernetes: also where that ends jobs that run now, since it makes their cluster's pods anew.",
            show_default=False,
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Create or change the stack until it agrees with the plan."""
    require_consent_possible(yes)
    ready = ready_stack(stack, plan, for_change=True)
    session = ready.session
    if not yes:
        _ask(ready, end_jobs=end_jobs)
    elif not end_jobs:
        _require_no_job_ended(ready, is_quiet=json)
    keep_settings(session, ready.settings)
    # What was consented to is previewed again: the rules judge it before anything is changed.
    engine_up = ("up", *judged_by(session.project_root), "--yes")
    outcome = session.driver.drive(f"bringing up stack {stack}", *engine_up, is_quiet=json)
    raise_if_failed(outcome, "up", private=ready.private)
    deployment = session.driver.read_state()
    if deployment is None:
        raise Failed(f"the engine made stack {stack}, but its state is gone; is the backend shared?")
    document = stack_document(stack, deployment.outputs, None)
    if json:
        print_document(document)
    else:
        print_result("\n".join(describe(document)))


def show_changes(
    session: Session, settings: Mapping[str, str], *more: str, is_quiet: bool = False
) -> Outcome:
    """Show what the plan would change, judged by the policies, and persist nothing, the plan's name included."""
    preview = ("preview", *judged_by(session.project_root), *more, *settings_for_preview(session, settings))
    return session.driver.drive(f"what would change in stack {session.stack}", *preview, is_quiet=is_quiet)


def tell_ended_jobs(ready: ReadyStack, outcome: Outcome) -> tuple[RunningJobs, ...]:
    """Say which jobs would end by what a preview plans, and return them; a head that cannot be asked is told too."""
    running = running_jobs(ready.session, made_anew(ready.deployment, outcome.planned))
    ended = ended_by(running, ready.deployment, outcome.planned)
    for each in ended:
        console.print(f"warning: {each}", style="yellow", markup=False)
    return tuple(each for each in ended if each.jobs)


def _ask(ready: ReadyStack, *, end_jobs: bool) -> None:
    """Show the changes and ask for consent, to the end of jobs as well. Raises Refused."""
    outcome = show_changes(ready.session, ready.settings)
    raise_if_failed(outcome, "preview", private=ready.private)
    ends = not end_jobs and tell_ended_jobs(ready, outcome)
    ask("Make these changes and end these jobs?" if ends else "Make these changes?")


def _require_no_job_ended(ready: ReadyStack, *, is_quiet: bool) -> None:
    """Go on where no job ends. Where none runs that is known without a preview.

    Raises:
        Refused: jobs run that would end with pods that are made anew, or with a namespace that goes.
    """
    recorded = ready.deployment.outputs if ready.deployment is not None else {}
    running = running_jobs(ready.session, recorded_clusters(recorded))
    if not running:
        return
    outcome = show_changes(ready.session, ready.settings, is_quiet=is_quiet)
    raise_if_failed(outcome, "preview", private=ready.private)
    require_no_job_ended(ended_by(running, ready.deployment, outcome.planned))


def ready_stack(stack: str, plan: Path | None, *, for_change: bool) -> ReadyStack:
    """Return a stack that has no leftovers of a killed run.

    The configuration is not changed: `keep_settings` does that, once there is consent.

    Args:
        stack: the stack's name; it is made when it does not exist.
        plan: what `--plan` gave.
        for_change: whether an interrupted operation must be cleared first; a preview leaves it alone.

    Raises:
        Refused: no plan, a plan with errors, a live lock, a missing passphrase; nothing was changed.
        PolicyRefused: the plan breaks a rule on plans; nothing was changed.
    """
    session = open_session(stack)
    file = chosen_plan(session, plan)
    valid = load_valid_plan(file)
    require_allowed(file)
    shared = (f"note: {said}" for said in shared_buckets(session, valid))
    for said in (*lowered(session.project_root), *shared):
        console.print(said, markup=False)
    deployment = prepare(session)
    session = replace(session, wants_plugins=needs_providers(valid, deployment))
    named = named_in_configuration(session, file)
    if deployment is None:
        console.print(
            f"the engine needs a record of stack {stack}; an empty one is made (`groundplan down` removes it)",
            markup=False,
        )
        session.driver.require("stack", "init", stack, shown=True)
        if is_private(valid):
            console.print(f"note: {PRIVATE}; {INSIDE}", markup=False)
    for said in renewal_notes(deployment.outputs, datetime.now(UTC)) if deployment is not None else ():
        console.print(said, markup=False)
    if for_change:
        clear_interrupted(session, deployment)
    console.print(f"stack {stack} follows {named}", markup=False)
    settings = missing_settings(session, named, valid, deployment)
    return ReadyStack(session=session, settings=settings, deployment=deployment, private=is_private(valid))
