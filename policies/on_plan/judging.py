"""Judge a plan: every rule on it, and its waivers on what they found. Pure: the day is handed over."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from components.plan.demand import Waiver
from components.plan.errors import Path
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan import RULES
from policies.on_plan import require_valid_waivers as waivers
from policies.on_plan.finding import Finding
from policies.on_plan.levels import level_of
from policies.on_plan.places import names_at


def judge(
    plan: Plan,
    topology: Topology | None,
    today: date,
    known_rules: Collection[str] = (),
    said: Mapping[str, Any] | None = None,
) -> tuple[Finding, ...]:
    """Return what breaks a rule, waived or not, sorted by path and rule.

    Without a topology what only that tells is not judged. `known_rules` are the names of the rules of the packs, which
    a waiver may name besides those about the plan; a waiver of any other name is a finding, as is one that has expired.
    `said` is rule -> what a team has set of it, in the engine's form: levels and bounds, and
    what nobody may waive and for how long the rest. What judges the waivers itself is always mandatory.
    """
    said = said or {}
    limits = waivers.limits(said)
    levels = {rule.name: level_of(rule.name, said) for rule in RULES}
    waivable = ({rule.name for rule in RULES} | set(known_rules)) - {waivers.NAME}
    holding = [waiver for waiver in plan.waivers if waivers.holds(waiver, today, limits)]
    found = [
        Finding(
            rule=rule.name,
            severity=rule.severity,
            path=path,
            text=text,
            remedy=rule.remedy,
            references=rule.references,
            waived=_is_waived(plan, rule.name, path, holding),
            advisory=levels.get(rule.name) == "advisory",
        )
        for rule in (*RULES, waivers.rule(today, waivable, limits))
        if levels.get(rule.name) != "disabled"
        for path, text in rule.checked(plan, topology, said)
    ]
    return tuple(sorted(found, key=lambda finding: (finding.path, finding.rule, finding.text)))


def _is_waived(plan: Plan, rule: str, path: Path, holding: Collection[Waiver]) -> bool:
    names = names_at(plan, path)
    return any(waiver.rule == rule and waiver.resource in names for waiver in holding)
