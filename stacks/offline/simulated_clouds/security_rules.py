"""Azure takes one security rule of a priority and direction in a group, whatever order changes come in.

What is planned is told apart from what is made: a preview sees its own rules alone, while a rule that is made keeps its
place until it is changed or deleted, as at Azure.
"""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from stacks.offline.simulated_clouds.checking import Fault

RULE = "azure-native:network:SecurityRule"
FIRST, LAST = 100, 4096
PAGE = "learn.microsoft.com, Azure network security groups overview: Security rules"
PLACE = ("resourceGroupName", "networkSecurityGroupName", "direction", "priority")

Place = tuple[str, ...]


def priority_faults(token: str, given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a priority that Azure has none of."""
    priority = given.get("priority")
    if token == RULE and isinstance(priority, int | float) and not FIRST <= priority <= LAST:
        yield "priority", f"is {priority:g}; allowed: {FIRST} to {LAST} ({PAGE})"


class SecurityRules:
    """Who has which place: of the rules that are planned, by engine, and of those that are made."""

    def __init__(self) -> None:
        self._planned: dict[str, dict[str, Place]] = {}
        self._made: dict[str, Place] = {}
        self._lock = Lock()

    def forget(self, engine: str) -> None:
        """Forget what an engine planned: it begins anew."""
        with self._lock:
            self._planned.pop(engine, None)

    def plan(self, engine: str, urn: str, token: str, given: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield a fault where a rule that an engine plans has the place of another that it plans."""
        place = _place(urn, token, given)
        if place is None:
            return
        with self._lock:
            known = self._planned.setdefault(engine, {})
            known[urn] = place
            other = _other(urn, place, known)
        if other:
            yield "priority", f"is {given['priority']:g}, which {_said(place, other)}"

    def make(self, urn: str, token: str, given: Mapping[str, Any]) -> str | None:
        """Let a rule take its place; return why Azure would not, in a sentence, or None."""
        place = _place(urn, token, given)
        if place is None:
            return None
        with self._lock:
            if other := _other(urn, place, self._made):
                return f"simulated: SecurityRuleConflict: the priority {place[-1]} is one that {_said(place, other)}"
            self._made[urn] = place
        return None

    def delete(self, urn: str) -> None:
        """Let a rule leave its place."""
        with self._lock:
            self._made.pop(urn, None)


def _place(urn: str, token: str, given: Mapping[str, Any]) -> Place | None:
    values = [given.get(key) for key in PLACE]
    if token != RULE or not all(isinstance(each, str | int | float) for each in values):
        return None
    stack = "::".join(urn.split("::")[:2])
    return (stack, *(f"{each:g}" if isinstance(each, int | float) else str(each) for each in values))


def _other(urn: str, place: Place, known: Mapping[str, Place]) -> str | None:
    return next((each for each, held in known.items() if held == place and each != urn), None)


def _said(place: Place, other: str) -> str:
    group, direction = place[-3], place[-2]
    return f"{other.rpartition('::')[2]} has in {group}, {direction}; Azure takes one rule of each ({PAGE})"
