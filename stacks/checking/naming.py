"""A path in a plan by the names of its entries: the same one whatever stands above them. Pure."""

from __future__ import annotations

import re
from typing import Any

from components.plan.errors import Path, print_path

STEP = re.compile(r"\[(?P<position>[0-9]+)\]|(?P<key>[^.\[\]]+)")
"""A part of a path as it is printed."""


def named(path: Path, document: Any) -> str:
    """Return a path with names for positions, as far as the document goes and has any.

    >>> named(("clusters", 0, "pools"), {"clusters": ({"name": "train", "pools": ()},)})
    'clusters[train].pools'
    """
    steps: list[str] = []
    for step in path:
        document = _within(document, step)
        steps.append(f"[{_name(document, step)}]" if isinstance(step, int) else f".{step}")
    return "".join(steps).removeprefix(".") or print_path(())


def steps_of(printed: str) -> Path:
    """Return the path that was printed; the whole plan has none.

    >>> steps_of("clusters[0].pools[2].count")
    ('clusters', 0, 'pools', 2, 'count')
    """
    if printed == print_path(()):
        return ()
    return tuple(
        int(each["position"]) if each["position"] else each["key"] for each in STEP.finditer(printed)
    )


def _within(document: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return document[step] if isinstance(document, tuple | list) and step < len(document) else None
    return document.get(step) if isinstance(document, dict) else None


def _name(entry: Any, position: int) -> str:
    """Return what an entry of a list is known by; a waiver is by what it lets break which rule."""
    if isinstance(entry, dict):
        if entry.get("name"):
            return str(entry["name"])
        if entry.get("rule") and entry.get("resource"):
            return f"{entry['rule']} of {entry['resource']}"
    return entry if isinstance(entry, str) and entry else str(position)
