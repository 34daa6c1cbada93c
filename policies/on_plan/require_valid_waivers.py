"""A waiver names a rule that there is, and has not ended: any other excuses nothing, and misleads."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from components.plan.model import Plan
from components.plan.suggestions import did_you_mean
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule

NAME = "require-valid-waivers"
"""Without the suffix of its fellows, since it judges waivers of every rule; itself it cannot be waived."""


def unwaivable(said: Mapping[str, Any]) -> frozenset[str]:
    """Return the rules that a team lets nobody waive, from rule -> what is set of it."""
    of_waivers = said.get(NAME)
    names = of_waivers.get("unwaivable") if isinstance(of_waivers, Mapping) else None
    return (
        frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()
    )


def rule(today: date, waivable: Collection[str], unwaivable: Collection[str] = ()) -> PlanRule:
    """Return the rule as it holds on a day, where `waivable` are the names of the rules that there are.

    Those that a team lets nobody waive are `unwaivable`.
    """

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        for index, waiver in enumerate(plan.waivers):
            path = ("waivers", index)
            if waiver.rule not in waivable:
                nearest = did_you_mean(waiver.rule, waivable) or "no pack has it and no rule about plans"
                yield (*path, "rule"), f'no rule has the name "{waiver.rule}" that could be waived; {nearest}'
            elif waiver.rule in unwaivable:
                yield (
                    (*path, "rule"),
                    f"{waiver.rule} cannot be waived: the team's settings of the rules say so",
                )
            if waiver.expires < today:
                text = f"it ended on {waiver.expires} and excuses nothing; {waiver.owner} answers for it"
                yield (*path, "expires"), text

    return PlanRule(
        name=NAME,
        promise="Every waiver names a rule that there is, and has not expired.",
        severity="medium",
        remedy="mend what it excused and remove the waiver, or have its owner decide anew and write a later day",
        references=("NIST SP 800-53 PL-11", "NIST SP 800-53 CA-5", "SOC 2 CC3.2"),
        check=check,
    )
