"""Decides what a waiver lets pass in this run, and says of each waiver that does not hold what to do about it."""

import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from policies.judge.rule import NAME_PATTERN
from policies.judge.waivers import Waiver, Waivers

LONGEST_DAYS = 365
"""For how long a waiver may be given where nobody says: what is never looked at again is no exception."""

ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
"""As much of a mail address as tells it from a name."""

MAX_COMPARED_CHARACTERS = 64
"""A longer text is no typing error of a name."""


@dataclass(kw_only=True)
class Waiving:
    """The waivers of the plan as one pack sees them, on one day in UTC.

    `rules` are the names of the pack's rules, `known` those of every pack beside it, `on_plan` those that judge plans.
    Nothing is waived before the pack was told which of its rules are `unwaivable`.
    """

    rules: frozenset[str]
    known: frozenset[str]
    waivers: Waivers
    today: date
    on_plan: frozenset[str] = frozenset()
    unwaivable: frozenset[str] | None = field(default=None, init=False)
    longest_days: int = field(default=LONGEST_DAYS, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _is_said: bool = field(default=False, init=False)

    def tell(self, unwaivable: Collection[str], longest_days: int = LONGEST_DAYS) -> bool:
        """Take what the configuration says cannot be waived, and for how long the rest; return whether it is new."""
        with self._lock:
            self.unwaivable, self.longest_days = frozenset(unwaivable), longest_days
            is_first, self._is_said = not self._is_said, True
        return is_first

    def holding(self) -> tuple[Waiver, ...]:
        """Return the waivers of this pack's rules that hold today."""
        return tuple(each for each in self.waivers.given if self._holds(each))

    def of(self, rule: str, logical_name: str) -> Waiver | None:
        """Return the waiver by which a resource may break a rule of this pack today, or None."""
        return next((each for each in self.waivers.of(rule, logical_name) if self._holds(each)), None)

    def faults(self) -> list[str]:
        """Return a sentence for each waiver that does not hold, and for each unwaivable rule that is none."""
        faults = [
            f"{place} is no waiver: it needs rule, resource, reason, owner and expires (YYYY-MM-DD), each one line "
            "of text; correct it in the plan."
            for place in self.waivers.malformed
        ]
        faults += filter(None, map(self._fault_of, self.waivers.given))
        for name in sorted((self.unwaivable or frozenset()) - self.rules - self.on_plan):
            meant = _meant(name, self.rules)
            faults.append(
                f"unwaivable names {name}, which is no rule of this pack; {meant} in its configuration."
            )
        return faults

    def _fault_of(self, each: Waiver) -> str | None:
        """Return a sentence about a waiver that does not hold; None where it does, or is another pack's matter."""
        if each.rule not in self.known | self.rules:
            meant = _meant(each.rule, self.known | self.rules)
            return f"{each.place}: no pack has a rule {each.rule}; {meant}, or remove the waiver."
        if each.rule in (self.unwaivable or ()):
            return (
                f"{each.place}: the configuration of this pack says that {each.rule} cannot be waived; "
                f"mend what belongs to {each.resource}, and remove the waiver."
            )
        if each.rule not in self.rules:
            return None
        if self.waivers.is_no_name_of_one_thing(each.resource):
            return (
                f"{each.place} for {each.rule}: resources of others have {each.resource} in their names too, so "
                f"nobody can tell what it lets pass; let it be for the plan ({self.waivers.plan}), or rename "
                f"{each.resource}."
            )
        if each.expires < self.today:
            return (
                f"{each.place} for {each.rule} on {each.resource} ended with {each.expires.isoformat()} (UTC); "
                f"mend what belongs to it and remove the waiver, or let {each.owner} decide on a later end."
            )
        return self._fault_of_promise(each)

    def _fault_of_promise(self, each: Waiver) -> str | None:
        """Return a sentence about a waiver that nobody has to look at again, or for which nobody can be asked."""
        if (each.expires - self.today).days > self.longest_days:
            return (
                f"{each.place} for {each.rule} on {each.resource} ends with {each.expires.isoformat()}; allowed: "
                f"at most {self.longest_days} days from now; write a day on which its owner looks at it again."
            )
        if not ADDRESS.fullmatch(each.owner):
            return (
                f'{each.place} for {each.rule} on {each.resource} has the owner "{each.owner}"; allowed: a mail '
                "address, such as ml-platform@example.com; write whom to ask."
            )
        return None

    def _holds(self, waiver: Waiver) -> bool:
        return (
            self.unwaivable is not None
            and waiver.rule in self.rules - self.unwaivable
            and self._fault_of(waiver) is None
        )


def known_rules(packs: Path) -> frozenset[str]:
    """Return the names of the rules of all packs in a folder: every rule has a file of its name."""
    stems = {path.stem.replace("_", "-") for path in packs.rglob("*.py")}
    return frozenset(stem for stem in stems if NAME_PATTERN.fullmatch(stem))


def no_waiving(rules: Sequence[str]) -> Waiving:
    """Return what a pack has without a plan: no waiver."""
    names = frozenset(rules)
    return Waiving(rules=names, known=names, waivers=Waivers(), today=date.max)


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1) if len(name) <= MAX_COMPARED_CHARACTERS else []
    return f"write {near[0]}" if near else "correct the name"
