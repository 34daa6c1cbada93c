"""JSON as RFC 8259 has it, read so that every reader takes the same from it: Python's own takes more."""

import json
import math
from typing import Any


def from_json(text: str | bytes) -> Any:
    """Return what a text of JSON says.

    Raises:
        ValueError: it is no JSON, nothing but Python reads it (NaN, Infinity), or it has numbers or a depth that no
            reader keeps.
    """
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"{_shortened(digits)} is too large a number")
    return value


def _whole(digits: str) -> int:
    _finite(digits)
    return int(digits)


def _shortened(digits: str) -> str:
    return digits if len(digits) <= 20 else f"{digits[:20]}…"
