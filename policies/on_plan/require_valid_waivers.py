"""A waiver names a rule that there is, and has not ended: any other excuses nothing, and misleads."""

from collections.abc import Collection
from datetime import date

from components.plan.model import Plan
from components.plan.suggestions import did_you_mean
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule

NAME = "require-valid-waivers"
"""Without the suffix of its fellows, since it judges waivers of every rule; itself it cannot be waived."""


def rule(today: date, waivable: Collection[str]) -> PlanRule:
    """Return the rule as it holds on a day, where `waivable` are the names of the rules that there are."""

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        for index, waiver in enumerate(plan.waivers):
            path = ("waivers", index)
            if waiver.rule not in waivable:
                nearest = did_you_mean(waiver.rule, waivable) or "no pack has it and no rule about plans"
                yield (*path, "rule"), f'no rule has the name "{waiver.rule}" that could be waived; {nearest}'
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
