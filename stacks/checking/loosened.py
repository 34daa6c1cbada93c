"""Which changes of a rule's settings may let more pass; what tightens for certain is none. It knows no rule. Pure.

The direction of a bound stands in the first word of its name, as all packs name theirs (a test holds them to it).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FLOORS = frozenset({"least", "fewest", "shortest", "oldest", "largest"})
"""What is at least so much; a smaller one lets more pass. `largest-prefix` is of ranges: fewer bits are wider."""
CEILINGS = frozenset({"most", "longest"})
"""What is at most so much; a larger one lets more pass."""
ALLOWANCES = frozenset({"allowed", "exempt", "looser", "open"})
"""Lists of what passes."""
DEMANDS = frozenset({"required", "unwaivable"})
"""Lists of what has to be."""


def is_loosened(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether a setting lets more pass than it did, or may: its default is not known here, nor every direction.

    >>> is_loosened({"most-gpus": 64}, {"most-gpus": 8})
    False
    >>> is_loosened({"most-gpus": 8}, {"most-gpus": 64}), is_loosened({}, {"most-gpus": 8})
    (True, True)
    """
    changed = (key for key in {*before, *now} if before.get(key) != now.get(key))
    return not all(_tightens(key, before.get(key), now.get(key)) for key in changed)


def _tightens(name: str, before: Any, now: Any) -> bool:
    kind = name.partition("-")[0]
    if kind in FLOORS | CEILINGS:
        first, last = _amount(before), _amount(now)
        if first is None or last is None:
            return False
        return last >= first if kind in FLOORS else last <= first
    if kind == "unwaivable":
        return set(_texts(before)) <= set(_texts(now))  # none where it is not set
    if not (isinstance(before, list) and isinstance(now, list)):
        return False
    if kind in ALLOWANCES:
        return set(_texts(now)) <= set(_texts(before))
    return kind in DEMANDS and set(_texts(before)) <= set(_texts(now))


def _amount(value: Any) -> tuple[float, ...] | None:
    """Return a number, or a version such as "1.33", so that it can be compared; None for all else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (float(value),)
    parts = value.split(".") if isinstance(value, str) else []
    return tuple(map(float, parts)) if parts and all(map(str.isdecimal, parts)) else None


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
