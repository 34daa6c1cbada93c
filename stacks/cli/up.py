"""`groundplan up`: create what the plan asks for, or change what is there until it agrees with the plan."""

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
from stacks.plan_choice import chosen_plan, configured_plan, load_valid_plan, named_in_configuration
from stacks.session import PLAN_KEY, POLICY_PACK, Session, clear_interrupted, open_session, prepare

ENGINE_UP = ("up", "--policy-pack", POLICY_PACK, "--yes")
"""With its preview, so that a policy refuses before anything is changed."""


def up(
    plan: PlanOption = None,
    stack: StackOption = DEFAULT_STACK,
    yes: YesOption = False,
    json: JsonOption = False,
) -> None:
    """Create or change the stack until it agrees with the plan."""
    require_consent_possible(yes)
    session = ready_stack(stack, plan, for_change=True)
    arguments: list[str] = list(ENGINE_UP)
    if not yes:
        preview = ("preview", "--policy-pack", POLICY_PACK)
        session.driver.drive(f"what would change in stack {stack}", *preview).raise_if_failed("preview")
        ask("Make these changes?")
        arguments.append("--skip-preview")
    outcome = session.driver.drive(f"bringing up stack {stack}", *arguments, is_quiet=json)
    outcome.raise_if_failed("up")
    deployment = session.driver.read_state()
    if deployment is None:
        raise Failed(f"the engine made stack {stack}, but its state is gone; is the backend shared?")
    document = stack_document(stack, deployment.outputs, None)
    if json:
        print_document(document)
    else:
        print_result("\n".join(describe(document)))


def ready_stack(stack: str, plan: Path | None, *, for_change: bool) -> Session:
    """Return the session of a stack that has a valid plan and no leftovers of a killed run.

    Args:
        stack: the stack's name; it is made when it does not exist.
        plan: what `--plan` gave.
        for_change: whether an interrupted operation must be cleared first; a preview leaves it alone.

    Raises:
        Refused: no plan, a plan with errors, a live lock, a missing passphrase; nothing was changed.
    """
    session = open_session(stack)
    file = chosen_plan(session, plan)
    load_valid_plan(file)
    deployment = prepare(session)
    if deployment is None:
        session.driver.require("stack", "init", stack, shown=True)
    named = named_in_configuration(session, file)
    if configured_plan(session) != named:
        session.driver.require("config", "set", PLAN_KEY, named, "--stack", stack, shown=True)
    if for_change:
        clear_interrupted(session, deployment)
    console.print(f"stack {stack} follows {named}", markup=False)
    return session
