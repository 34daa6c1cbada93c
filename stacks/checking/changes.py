"""What an engine plans to do to which resource, told as people mean it: a replacement is one thing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stacks.checking.report import Change, Operation
from stacks.events import ResourceChange

MEANT: dict[str, Operation] = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
}
"""The engine's steps; what is not here changes nothing."""

HOLD_DATA_IN_CLUSTERS = frozenset({"PersistentVolume", "PersistentVolumeClaim", "StatefulSet", "Namespace"})
"""Kinds of Kubernetes with which volumes go."""

KUBERNETES = "kubernetes"


def told_changes(planned: Iterable[ResourceChange], holds_data: Callable[[str], bool]) -> tuple[Change, ...]:
    """Return one change for each resource, components and providers left out: they are what is made of others.

    `holds_data` says of a type whether what is replaced or destroyed takes data along.
    """
    found: dict[tuple[str, str], Change] = {}
    for step in planned:
        operation = MEANT.get(step.operation)
        if operation is None or not is_resource(step.kind):
            continue
        key = step.kind, step.name
        before = found.get(key)
        because = step.because or (before.because if before else ())
        found[key] = Change(
            operation=operation,
            kind=step.kind,
            name=step.name,
            because=because if operation == "replace" else (),
            holds_data=holds_data(step.kind),
        )
    return tuple(found.values())


def is_resource(kind: str) -> bool:
    """Return whether a type is that of something a provider makes, and not a component, a stack or a provider."""
    return not kind.startswith("pulumi:") and kind.count(":") >= 2


def holds_data(kind: str) -> bool:
    """Return whether a resource of a type holds data, as `components/<cloud>/replaces.py` lists it."""
    package, _, rest = kind.partition(":")
    if package == KUBERNETES:
        return rest.rpartition(":")[2] in HOLD_DATA_IN_CLUSTERS
    from stacks.offline.simulated_clouds.replacing import TARGET_OF_PACKAGE, listed

    return package in TARGET_OF_PACKAGE and listed(kind).holds_data
