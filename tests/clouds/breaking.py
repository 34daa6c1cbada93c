"""Breaks what was made, one property at a time, so that a promise is seen to be broken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.altered import with_value
from tests.clouds.provisioned import Made
from tests.components.hosts.recording_engine import Registered

WHOLE = ""
"""The path of a resource itself, which goes, or comes as `Stray`."""
PROTECT = "protect"
"""The path of the engine's own protection."""


@dataclass(frozen=True, kw_only=True)
class Stray:
    """A resource that nobody planned."""

    type: str
    inputs: Mapping[str, Any]


Change = tuple[str, str, Any]
"""A resource, the path of a property of it, and its other value, which a function may tell of what was made."""


@dataclass(frozen=True)
class Break:
    """What makes a promise broken: one change, or one at each of two ends."""

    promise: str
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return f"{self.promise}: {' and '.join(f'{name} {path}'.strip() for name, path, _ in self.changes)}"


def breaks(promise: str, *changes: Change) -> Break:
    """Return what breaks a promise by these changes together."""
    return Break(promise, changes)


def broken_by(made: Made, one: Break) -> Made:
    """Return what was made, with these changes."""
    resources = dict(made.resources)
    for name, path, value in one.changes:
        new = value(made) if isinstance(value, Callable) else value
        if path != WHOLE:
            resources[name] = _changed(resources[name], path, new)
        elif isinstance(new, Stray):
            resources[name] = _stray(name, new)
        else:
            del resources[name]
    return replace(made, resources=resources)


def _changed(one: Registered, path: str, new: Any) -> Registered:
    if path == PROTECT:
        return replace(one, protect=new)
    return replace(one, inputs=with_value(one.inputs, path.split("."), new))


def _stray(name: str, one: Stray) -> Registered:
    return Registered(
        type=one.type, name=name, inputs=dict(one.inputs), secrets=frozenset(), protect=False,
        secret_outputs=frozenset(), parent="", depends_on=frozenset(), aliases=0,
    )  # fmt: skip
