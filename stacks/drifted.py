"""What a refresh within a preview finds otherwise than the state has it: which resource, which properties."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DYNAMIC = "pulumi-python:dynamic/"
"""How the type of a resource begins whose provider is written in the program's own language."""

REFRESH = "refresh"


@dataclass(frozen=True, kw_only=True)
class Drifted:
    """A resource that is otherwise than the state has it.

    Attributes:
        kind: its short type.
        name: its name.
        is_gone: whether it is not there any more.
        properties: the names of what is declared and is otherwise now, sorted; values may be secret and stay here.
    """

    kind: str
    name: str
    is_gone: bool
    properties: tuple[str, ...]


def drifted(kind: str, name: str, metadata: Mapping[str, Any]) -> Drifted | None:
    """Return what a refresh found, from the end of the engine's step; None where all is as recorded.

    What a cloud computes, such as a status, changes by itself: only what is declared counts, as the inputs that the
    provider read. A dynamic provider reads no inputs, and all that it tells of is ours.

    Args:
        kind: the short type of the resource.
        name: its name.
        metadata: the step as the engine's event log has it: `op`, `type`, `old`, `new`, `detailedDiff`.
    """
    if metadata.get("op") != REFRESH:
        return None
    old, new = metadata.get("old") or {}, metadata.get("new")
    if not new:
        return Drifted(kind=kind, name=name, is_gone=True, properties=())
    found = set(metadata.get("detailedDiff") or {})
    sides = ("inputs", "outputs") if DYNAMIC in str(metadata.get("type", "")) else ("inputs",)
    for side in sides if not found else ():
        before, after = old.get(side) or {}, new.get(side) or {}
        found |= {key for key in {*before, *after} if before.get(key) != after.get(key)}
    if not found:
        return None
    return Drifted(kind=kind, name=name, is_gone=False, properties=tuple(sorted(found)))
