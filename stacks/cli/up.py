"""`groundplan up`: create what the plan asks for, or change what is there until it agrees with the plan."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

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
from stacks.renewals import renewal_notes
from stacks.session import Session, clear_interrupted, open_session, prepare


def up(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    yes: YesOption = False,
    json: JsonOption = False,
) -> None:
    """Create or change the stack until it agrees with the plan."""
    require_consent_possible(yes)
    session, settings = ready_stack(stack, plan, for_change=True)
    if not yes:
        show_changes(session, settings).raise_if_failed("preview")
        ask("Make these changes?")
    keep_settings(session, settings)
    # What was consented to is previewed again: the rules judge it before anything is changed.
    engine_up = ("up", *judged_by(session.project_root), "--yes")
    outcome = session.driver.drive(f"bringing up stack {stack}", *engine_up, is_quiet=json)
    outcome.raise_if_failed("up")
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


def ready_stack(stack: str, plan: Path | None, *, for_change: bool) -> tuple[Session, Mapping[str, str]]:
    """Return the session of a stack that has no leftovers of a killed run, and the settings that it lacks yet.

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
    for said in lowered(session.project_root):
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
    for said in renewal_notes(deployment.outputs, datetime.now(UTC)) if deployment is not None else ():
        console.print(said, markup=False)
    if for_change:
        clear_interrupted(session, deployment)
    console.print(f"stack {stack} follows {named}", markup=False)
    return session, missing_settings(session, named, valid, deployment)
