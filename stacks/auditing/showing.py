"""What is left, as a table and words for people and as a document for programs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rich.table import Table

from components.topology.audit import Audit, Found

UNKNOWN = "unknown"
NAME = "Name"
"""The tag that AWS's console shows."""
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))
"""Units of an age, the longest first, and how many seconds each has."""


def left_table(left: Iterable[Found], now: datetime) -> Table:
    """Return one row for each thing that is left; the age is how long ago it was made, rounded down."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("kind", "name", "where"):
        table.add_column(column, no_wrap=True)
    table.add_column("age", no_wrap=True, justify="right")
    for each in left:
        table.add_row(each.kind, _named(each), each.location or "-", age(each.made, now))
    return table


def age(made: datetime | None, now: datetime) -> str:
    """Return how long ago something was made, in its largest unit; the clocks of two machines may differ.

    >>> from datetime import UTC
    >>> age(datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 27, 11, tzinfo=UTC))
    '6 d'
    """
    if made is None:
        return UNKNOWN
    seconds = max(0, int((now - made).total_seconds()))
    for unit, size in UNITS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def going_lines(going: Iterable[Found]) -> list[str]:
    """Return one line for each thing that goes without anybody's help, or that nothing makes go and costs nothing."""
    return [f"not counted: {each.kind} {_named(each)} ({each.going})" for each in going]


def audit_document(plan: str, target: str, stack: str, found: Audit) -> dict[str, Any]:
    """Return all of it as plain values; null is unknown."""
    return {
        "plan": plan,
        "target": target,
        "stack": stack,
        "place": found.place,
        "left": [_document(each) for each in found.left],
        "going": [{**_document(each), "why": each.going} for each in found.going],
        "notes": list(found.notes),
    }


def _document(each: Found) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "name": each.name,
        "location": each.location or None,
        "made": each.made.isoformat() if each.made else None,
        "labels": dict(sorted(each.labels.items())),
    }


def _named(each: Found) -> str:
    called = each.labels.get(NAME)
    return f"{each.name} ({called})" if called and called != each.name else each.name
