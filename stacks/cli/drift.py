"""`groundplan drift`: tell what is otherwise than the state has it, and what `up` would do then; change nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import Differences, PolicyRefused, Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.cli.up import show_changes
from stacks.drifted import Drifted
from stacks.driver import Outcome
from stacks.events import ResourceChange
from stacks.outdated_keys import outdated_keys
from stacks.plan_choice import (
    chosen_plan,
    load_valid_plan,
    missing_settings,
    named_in_configuration,
    needs_providers,
)
from stacks.plan_rules import refusal_of
from stacks.private_way import is_recorded_private, raise_if_failed
from stacks.progress import SIGNS
from stacks.session import is_unrecorded, open_session, prepare

REPLACING = ("create-replacement", "replace", "delete-replaced")
"""The steps in which the engine tells of one replacement."""


def drift(stack: StackOption = DEFAULT_STACK, json: JsonOption = False) -> None:
    """Tell what differs from the stack's state, and what `up` would do; ends with 4 where anything does."""
    session = open_session(stack)
    file = chosen_plan(session, None)
    plan = load_valid_plan(file)
    deployment = None if is_unrecorded(session) else prepare(session, unlocking="given")
    if deployment is None or not deployment.resources:
        raise Refused(f"stack {stack} is not up, so nothing can differ from it; run `groundplan up` first")
    keys = outdated_keys(session, deployment)
    for said in keys.sentences:
        console.print(said, markup=False)
    session = replace(session, wants_plugins=needs_providers(plan, deployment))
    settings = missing_settings(session, named_in_configuration(session, file), plan, deployment)
    outcome = show_changes(session, settings, "--refresh", is_quiet=True)
    refusal = _refusal(outcome, private=is_recorded_private(deployment)) or refusal_of(file)
    drifted, changes = outcome.drifted, merged(outcome.planned)
    if json:
        print_document({**document_of(stack, drifted, changes), **keys.entries()})
    elif lines := described(drifted, changes):
        print_result("\n".join(lines))
    if refusal is not None:
        raise refusal
    if drifted or changes:
        raise Differences(_summary(stack, len(drifted), len(changes)))
    if not json:
        print_result(f"stack {stack} is as its state and its plan say")


def _refusal(outcome: Outcome, *, private: bool) -> PolicyRefused | None:
    """Return what a policy says against the next `up`, which is told after what differs.

    The API of a `private` cluster answers inside its network alone.

    Raises:
        CommandError: the run ended in another way, and what it found until then is not the whole.
    """
    try:
        raise_if_failed(outcome, "what `up` would do", private=private, command="drift")
    except PolicyRefused as refused:
        return refused
    return None


def _summary(stack: str, drifted: int, changes: int) -> str:
    """Return how much differs, and the way out. A plain `up` compares with the state, so the state must know first."""
    to_change = f"`groundplan up --stack {stack}` would change {changes} resource(s)"
    if not drifted:
        return f"stack {stack} is as its state has it; by its plan {to_change}"
    return (
        f"stack {stack}: {drifted} resource(s) otherwise than its state has them; `pulumi refresh --stack {stack}` "
        f"lets the state know, then {to_change}; to keep what is there instead, change the plan"
    )


def merged(planned: Sequence[ResourceChange]) -> dict[tuple[str, str], str]:
    """Return the operation on each resource, by type and name; the steps of a replacement are one."""
    return {
        (step.kind, step.name): "replace" if step.operation in REPLACING else step.operation
        for step in planned
    }


def described(drifted: Sequence[Drifted], changes: Mapping[tuple[str, str], str]) -> list[str]:
    """Return for a person what differs and what would be done, a line each."""
    lines = ["otherwise than the state has it:"] if drifted else []
    lines += [f"  {each.kind} {each.name}: {_what(each)}" for each in drifted]
    lines += ["after a refresh, `groundplan up` would:"] if changes else []
    return lines + [
        f"  {SIGNS.get(operation, '·')} {operation} {kind} {name}"
        for (kind, name), operation in changes.items()
    ]


def document_of(
    stack: str, drifted: Sequence[Drifted], changes: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """Return the same as the document of `--json`."""
    return {
        "stack": stack,
        "drifted": [
            {"type": each.kind, "name": each.name, "gone": each.is_gone, "properties": list(each.properties)}
            for each in drifted
        ],
        "changes": [
            {"operation": operation, "type": kind, "name": name}
            for (kind, name), operation in changes.items()
        ],
    }


def _what(each: Drifted) -> str:
    return "gone" if each.is_gone else f"changed: {', '.join(each.properties)}"
