"""Whoever finds a machine or a bill of a plan can write to the one who answers for it."""

import re

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule

ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
"""As much of an address as tells it from a name; whether mail arrives there only sending tells."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find plans that nobody answers for, but on this machine, where whoever runs it does."""
    if plan.target == "local":
        return
    if plan.owner is None:
        yield ("owner",), "no owner; allowed: a mail address"
    elif not ADDRESS.fullmatch(plan.owner):
        yield ("owner",), f'"{plan.owner}" is no mail address; allowed: for example ml-platform@example.com'


RULE = PlanRule(
    name="require-owner-in-plan",
    promise="Every plan beyond this machine names the mail address of whoever answers for it.",
    severity="medium",
    remedy="write owner: with the mail address of a team rather than of a person",
    references=("NIST SP 800-53 CM-8(4)", "CIS Controls 1.1", "SOC 2 CC1.3"),
    check=check,
)
