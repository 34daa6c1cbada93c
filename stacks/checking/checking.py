"""Puts together all that is to be said of a plan: pure where no engine is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from components.plan.defaults import CLOUDS
from policies.on_plan.judging import judge
from stacks.checking.exposure import quota_needed, spot_exposure
from stacks.checking.finding import of_errors, of_rules, of_topology, place_of
from stacks.checking.losses import losses
from stacks.checking.prices import pool_prices
from stacks.checking.reading import Base, ReadPlan
from stacks.checking.report import Measured, Part, WaiverTold

if TYPE_CHECKING:
    from components.plan.model import Plan

Measure = Callable[[str, bytes, bytes | None, Mapping[str, str], str], Measured]
"""Asks the engine: a name, the plan, its base or None, the settings of its stack, and its target."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A plan under review: where it is, what it says, what it is compared with, what its stack's configuration says."""

    file: Path
    uri: str
    read: ReadPlan
    base: Base | None
    settings: Mapping[str, str]


def part_of(subject: Subject, today: date, known_rules: Iterable[str], measure: Measure) -> Part:
    """Return all about one plan. Raises what `measure` raises."""
    read, base = subject.read, subject.base
    document, plan, topology = read.tree.value, read.plan, read.topology
    part = Part(
        file=str(subject.file),
        uri=subject.uri,
        name=str(document.get("name", "?")),
        target=str(document.get("target", "?")),
        base=base.revision if base else None,
        findings=tuple(of_errors(read.errors)),
        notes=(base.note,) if base and base.note else (),
    )
    if plan is None:
        return part
    rules = judge(plan, topology, today, frozenset(known_rules))
    judged = replace(
        part,
        findings=(*of_topology(read.impossible, read.tree), *of_rules(rules, read.tree)),
        waivers=_waivers(read, plan, base, today),
    )
    if topology is None:
        return judged
    before = base.read.topology if base and base.read else None
    is_asked, found = _asked(subject, plan, measure)
    return replace(
        judged,
        findings=(*judged.findings, *found.findings),
        prices=pool_prices(topology, before),
        needs=quota_needed(topology, before),
        spot=spot_exposure(topology, before),
        losses=losses(topology, before),
        changes=found.changes if is_asked else None,
        unjudged=found.unjudged,
        notes=(*judged.notes, *found.notes, *topology.notes, *found.warnings),
    )


def _asked(subject: Subject, plan: Plan, measure: Measure) -> tuple[bool, Measured]:
    """Return whether the engine was asked, and what it said, or why it was not."""
    base = subject.base.read if subject.base else None
    if plan.target not in CLOUDS:
        where = "this machine" if plan.target == "local" else "something that exists and is not simulated"
        note = (
            f"a plan for {plan.target} is measured against {where}, so no engine was asked here: "
            "`groundplan preview` tells what would change"
        )
        return False, Measured(notes=(note,))
    if base is None or base.plan is None or base.plan.target not in CLOUDS:
        return True, measure(subject.file.name, subject.read.text, None, subject.settings, plan.target)
    if _makes_the_same(plan, base.plan):
        found = measure(subject.file.name, subject.read.text, None, subject.settings, plan.target)
        return True, Measured(findings=found.findings, unjudged=found.unjudged, warnings=found.warnings)
    return True, measure(subject.file.name, subject.read.text, base.text, subject.settings, plan.target)


def _makes_the_same(plan: Plan, base: Plan) -> bool:
    """Return whether two plans say the same but for their waivers, of which nothing is made."""
    return plan.model_copy(update={"waivers": ()}) == base.model_copy(update={"waivers": ()})


def _waivers(read: ReadPlan, plan: Plan, base: Base | None, today: date) -> tuple[WaiverTold, ...]:
    """Return the waivers of a plan, those first that the change under review adds, then by the day of their end."""
    known = base.read.plan.waivers if base and base.read and base.read.plan else ()
    told = [
        WaiverTold(
            rule=waiver.rule,
            resource=waiver.resource,
            reason=waiver.reason,
            owner=waiver.owner,
            expires=waiver.expires,
            place=place_of(("waivers", index), read.tree),
            is_expired=waiver.expires < today,
            is_new=base is not None and waiver not in known,
        )
        for index, waiver in enumerate(plan.waivers)
    ]
    return tuple(sorted(told, key=lambda each: (not each.is_new, not each.is_expired, each.expires)))
