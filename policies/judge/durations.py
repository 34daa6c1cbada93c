"""Lengths of time that providers write in seconds, and people allow in days."""

import re
from collections.abc import Iterator
from typing import Any

from policies.judge.asking import Check, read
from policies.judge.resource import Resource, shown
from policies.judge.setting import Setting

DAY_S = 86_400
SECONDS = re.compile(r"(\d+(?:\.\d+)?)s?")
"""As Google writes them: "2592000s" in most places, "2592000" or a number in others."""


def lasts_at_least(way: str, days: float | Setting) -> Check:
    """Ask for a length of time no shorter than this."""

    def check(accused: Resource) -> Iterator[str]:
        part, key, value = read(accused, way)
        least, told = _limit(accused, days), _days(value)
        if told is None or told < least:
            yield f"{part.place(key)} is {_said(value, told)}; allowed: at least {least:g} days"

    return check


def lasts_at_most(way: str, days: float | Setting) -> Check:
    """Ask for a length of time no longer than this."""

    def check(accused: Resource) -> Iterator[str]:
        part, key, value = read(accused, way)
        most, told = _limit(accused, days), _days(value)
        if told is None or told > most:
            yield f"{part.place(key)} is {_said(value, told)}; allowed: at most {most:g} days"

    return check


def _limit(accused: Resource, days: float | Setting) -> float:
    return float(accused.said(days)) if isinstance(days, Setting) else days


def _days(value: Any) -> float | None:
    """Return seconds, as a number or a text, in days; None where it is neither."""
    found = None if isinstance(value, bool) or value is None else SECONDS.fullmatch(str(value))
    return float(found[1]) / DAY_S if found else None


def _said(value: Any, days: float | None) -> str:
    return shown(value) if days is None else f"{days:g} days"
