"""By what a Kubernetes cluster tells a stack's objects from those of another: two users may both call theirs `team`."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from components.topology.labels import STACK
from components.topology.names import label_value
from stacks.configuration import configured
from stacks.session import Session
from stacks.state import Resource

STACK_ID_KEY = "groundplan:stack-id"
READABLE = 40
"""Characters of the stack's name in its id, so that a sentence of the cluster's tells which it is."""
RANDOM_BYTES = 6
"""Of a million stacks of one name two are equal with a chance of 1 in 500."""


def new_stack_id(stack: str) -> str:
    """Return an id that no other stack has, whoever made it; it is a label's value."""
    name = label_value(stack)[:READABLE].strip("-_")
    return "-".join(filter(None, (name, secrets.token_hex(RANDOM_BYTES))))


def known_stack_id(session: Session, recorded: Iterable[Resource]) -> str | None:
    """Return the id of a stack as its configuration says it, else as what it has made carries it.

    Raises:
        Refused: the configuration cannot be read.
    """
    return configured(session, STACK_ID_KEY) or recorded_stack_id(recorded)


def recorded_stack_id(recorded: Iterable[Resource]) -> str | None:
    """Return the id that the recorded objects of a stack carry, None where none does."""
    return next((str(labels[STACK]) for each in recorded if STACK in (labels := labels_of(each))), None)


def labels_of(resource: Resource) -> Mapping[str, Any]:
    """Return the labels of a resource, wherever its kind has them."""
    return resource.inputs.get("labels") or (resource.inputs.get("metadata") or {}).get("labels") or {}
