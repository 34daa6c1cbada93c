"""Which changes of a rule's settings let more pass, which less, and of which nobody can tell. It knows no rule. Pure.

The direction of a bound stands in the first word of its name, as all packs name theirs (a test holds them to it).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Way = Literal["lowers", "unknown", "tightens"]
WORST_FIRST: tuple[Way, ...] = ("lowers", "unknown", "tightens")

FLOORS = frozenset({"least", "fewest", "shortest", "oldest", "largest"})
"""What is at least so much; a smaller one lets more pass. `largest-prefix` is of ranges: fewer bits are wider."""
CEILINGS = frozenset({"most", "longest"})
"""What is at most so much; a larger one lets more pass."""
ALLOWANCES = frozenset({"allowed", "exempt", "looser", "open"})
"""Lists of what passes."""
DEMANDS = frozenset({"required", "unwaivable"})
"""Lists of what has to be."""


def way_of(before: Mapping[str, Any], now: Mapping[str, Any]) -> Way:
    """Return what a change of a rule's settings does, of several the worst; both have the defaults that hold.

    >>> way_of({"most-gpus": 64}, {"most-gpus": 8}), way_of({"most-gpus": 8}, {"most-gpus": 64})
    ('tightens', 'lowers')
    >>> way_of({"accounts": []}, {"accounts": ["111122223333"]})
    'unknown'
    """
    changed = (key for key in {*before, *now} if before.get(key) != now.get(key))
    ways = {_way(key, before.get(key), now.get(key)) for key in changed}
    for way in WORST_FIRST:
        if way in ways:
            return way
    return "tightens"


def _way(name: str, before: Any, now: Any) -> Way:
    kind = name.partition("-")[0]
    if kind in FLOORS | CEILINGS:
        first, last = _amount(before), _amount(now)
        if first is None or last is None:
            return "unknown"
        return _said(last >= first if kind in FLOORS else last <= first)
    if kind in ALLOWANCES | DEMANDS and isinstance(before, list) and isinstance(now, list):
        first, last = set(map(str, before)), set(map(str, now))
        return _said(last <= first if kind in ALLOWANCES else first <= last)
    return "unknown"


def _said(is_tighter: bool) -> Way:
    return "tightens" if is_tighter else "lowers"


def _amount(value: Any) -> tuple[float, ...] | None:
    """Return a number, or a version such as "1.33", so that it can be compared; None for all else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (float(value),)
    parts = value.split(".") if isinstance(value, str) else []
    return tuple(map(float, parts)) if parts and all(map(str.isdecimal, parts)) else None
