"""A waiver names a rule that there is, and has not ended: any other excuses nothing, and misleads."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from components.plan.demand import Waiver
from components.plan.model import Plan
from components.plan.suggestions import did_you_mean
from components.topology.model import Topology
from policies.on_plan.bound import whole
from policies.on_plan.plan_rule import Breaches, PlanRule
from policies.on_plan.require_owner_in_plan import ADDRESS

NAME = "require-valid-waivers"
"""Without the suffix of its fellows, since it judges waivers of every rule; itself it cannot be waived."""

LONGEST_DAYS = 365
"""For how long a waiver may be given where nobody says: what is never looked at again is no exception."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a team sets of waivers: which rules nobody may waive, and for how many days from now the others."""

    unwaivable: frozenset[str] = frozenset()
    longest_days: int = LONGEST_DAYS


def limits(said: Mapping[str, Any]) -> Limits:
    """Return the limits from rule -> what is set of it; what has another form the engine refuses."""
    found = said.get(NAME)
    own = found if isinstance(found, Mapping) else {}
    names, days = own.get("unwaivable"), whole(own.get("longest-days"))
    return Limits(
        unwaivable=frozenset(map(str, names if isinstance(names, list) else ())),
        longest_days=days if days is not None and days > 0 else LONGEST_DAYS,
    )


def holds(waiver: Waiver, today: date, limits: Limits) -> bool:
    """Tell whether a waiver lets its rule be broken on a day, whatever it is for."""
    return waiver.rule not in {*limits.unwaivable, NAME} and not list(_faults(waiver, today, limits))


def _faults(waiver: Waiver, today: date, limits: Limits) -> Iterator[tuple[str, str]]:
    if waiver.rule in limits.unwaivable:
        yield "rule", f"{waiver.rule} cannot be waived: the team's settings of the rules say so"
    if waiver.expires < today:
        yield "expires", f"it ended on {waiver.expires} and excuses nothing; {waiver.owner} answers for it"
    if (waiver.expires - today).days > limits.longest_days:
        yield "expires", f"it ends on {waiver.expires}; allowed: at most {limits.longest_days} days from now"
    if not ADDRESS.fullmatch(waiver.owner):
        yield "owner", f'"{waiver.owner}" is no mail address; allowed: for example ml-platform@example.com'


def rule(today: date, waivable: Collection[str], limits: Limits | None = None) -> PlanRule:
    """Return the rule as it holds on a day, where `waivable` are the names of the rules that there are."""

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        for index, waiver in enumerate(plan.waivers):
            path = ("waivers", index)
            if waiver.rule not in waivable:
                nearest = did_you_mean(waiver.rule, waivable) or "no pack has it and no rule about plans"
                yield (*path, "rule"), f'no rule has the name "{waiver.rule}" that could be waived; {nearest}'
            for field, text in _faults(waiver, today, limits or Limits()):
                yield (*path, field), text

    return PlanRule(
        name=NAME,
        promise="Every waiver names a rule that there is and whom to ask, ends within a year, and has not expired.",
        severity="medium",
        remedy="mend what it excused and remove the waiver, or have its owner decide anew and write a later day",
        references=("NIST SP 800-53 PL-11", "NIST SP 800-53 CA-5", "SOC 2 CC3.2"),
        check=check,
    )
