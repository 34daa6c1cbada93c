"""`groundplan status`: what runs now, and where."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from stacks import this_machine
from stacks.addresses import describe, stack_document
from stacks.cli.console import console, print_document, print_result
from stacks.cli.failures import Refused
from stacks.cli.options import DEFAULT_STACK, JsonOption, StackOption
from stacks.clusters import KUBERNETES, stack_outputs
from stacks.outdated_keys import BY_HAND, KeysInUse, outdated_keys
from stacks.private_way import with_way_in
from stacks.renewals import renewal_notes
from stacks.session import Session, open_session

TARGETS_ON_THIS_MACHINE = ("local",)
"""The targets whose nodes can be looked at without asking another machine."""


def status(stack: StackOption = DEFAULT_STACK, json: JsonOption = False) -> None:
    """Show what runs now: clusters, addresses, nodes, stores."""
    session = open_session(stack, may_build=False)
    outputs = stack_outputs(session)
    states = this_machine.node_states(stack) if outputs.get("target") in TARGETS_ON_THIS_MACHINE else None
    problem = None
    if KUBERNETES in outputs:
        outputs, problem = _look(session, outputs)
    document, keys = stack_document(stack, outputs, states), _outdated_keys(session, outputs)
    document |= keys.entries()
    if problem is not None:
        document["unreachable"] = problem
        console.print(f"what follows is recorded and not what runs now: {problem}", markup=False)
    if json:
        print_document(document)
    else:
        print_result(
            "\n".join([*describe(document), *renewal_notes(outputs, datetime.now(UTC)), *keys.sentences])
        )


def _outdated_keys(session: Session, outputs: Mapping[str, Any]) -> KeysInUse:
    """Return which keys have a newer version than the one in use; the state is read where there may be some."""
    is_asked = outputs.get("target") in BY_HAND
    return outdated_keys(session, session.driver.read_state()) if is_asked else KeysInUse()


def _look(session: Session, outputs: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None]:
    """Return the outputs with what runs now; where nobody can look, as they are and why."""
    from stacks.reaching.looking import look

    try:
        return look(session, outputs), None
    except Refused as refusal:
        return outputs, with_way_in(str(refusal), session.driver.read_state(), "status")
