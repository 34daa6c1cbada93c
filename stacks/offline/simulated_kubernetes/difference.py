"""What changes between two declared objects, each change with its path. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Path = tuple[str | int, ...]
"""Keys and positions that lead to a value."""

MISSING = object()
"""Stands for a value that one side does not have."""


@dataclass(frozen=True)
class Change:
    """One difference."""

    path: Path
    kind: Literal["add", "delete", "update"]


def changes(old: Any, new: Any, path: Path = ()) -> list[Change]:
    """Return every change that leads from `old` to `new`; what is not known yet counts as changed."""
    if old is MISSING and new is MISSING:
        return []
    if old is MISSING:
        return [Change(path, "add")]
    if new is MISSING:
        return [Change(path, "delete")]
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[Change] = []
        for key in [*old, *(key for key in new if key not in old)]:
            found += changes(_at(old, key), _at(new, key), (*path, key))
        return found
    if isinstance(old, list) and isinstance(new, list):
        found = []
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else MISSING
            after = new[index] if index < len(new) else MISSING
            found += changes(before, after, (*path, index))
        return found
    return [] if _same(old, new) else [Change(path, "update")]


def _at(values: Mapping[str, Any], key: str) -> Any:
    value = values.get(key, MISSING)
    return MISSING if value is None else value


def _same(old: Any, new: Any) -> bool:
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def path_text(path: Path) -> str:
    """Return a path as the engine writes it.

    >>> path_text(("metadata", "labels", "ray.io/group", 0))
    'metadata.labels["ray.io/group"][0]'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif any(sign in part for sign in '."[]'):
            quoted = part.replace('"', '\\"')
            text += f'["{quoted}"]'
        else:
            text += f".{part}" if text else part
    return text
