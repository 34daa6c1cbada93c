"""Puts together all that is to be said of a plan: pure where no engine is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.plan.defaults import CLOUDS
from policies.on_plan.judging import judge
from stacks.checking.exposure import quota_needed, spot_exposure
from stacks.checking.finding import of_errors, of_failure, of_rules, of_topology, place_of
from stacks.checking.losses import left, losses
from stacks.checking.placing import placed
from stacks.checking.prices import pool_prices
from stacks.checking.reading import Base, ReadPlan, Side
from stacks.checking.report import Altered, Measured, Part, WaiverTold
from stacks.cli.failures import CommandError
from stacks.session import PLAN_KEY
from stacks.stack_id import STACK_ID_KEY

if TYPE_CHECKING:
    from components.plan.model import Plan

Measure = Callable[[str, Side, Side | None], Measured]
"""Asks the engine: a name, the plan, and its base or None, each with the settings of its stack."""

SIMULATED = (*CLOUDS, "kubernetes")
"""Targets of which everything that a plan makes is known offline."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A plan under review: where it is, what it says, what it is compared with, what its stack's configuration says.

    `altered` is what that configuration says otherwise than the base's, and `notes` what other stacks mean for it.
    """

    file: Path
    uri: str
    read: ReadPlan
    base: Base | None
    settings: Mapping[str, str]
    altered: tuple[Altered, ...] = ()
    notes: tuple[str, ...] = ()


def part_of(
    subject: Subject,
    today: date,
    known_rules: Iterable[str],
    measure: Measure,
    said: Mapping[str, Any] | None = None,
) -> Part:
    """Return all about one plan; `said` is rule -> what a team has set of it."""
    read, base = subject.read, subject.base
    plan, topology, part = read.plan, read.topology, _begun(subject)
    if plan is None:
        return part
    rules = judge(plan, topology, today, frozenset(known_rules), said)
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
        findings=(*judged.findings, *placed(found.findings, plan, read.tree)),
        prices=pool_prices(topology, before),
        needs=quota_needed(topology, before),
        spot=spot_exposure(topology, before),
        losses=losses(topology, before),
        changes=found.changes if is_asked else None,
        is_judged=is_asked,
        unjudged=found.unjudged,
        notes=(*judged.notes, *found.notes, *left(topology, before), *topology.notes, *found.warnings),
    )


def _begun(subject: Subject) -> Part:
    """Return what is known of a plan before anything is judged: its errors, and what it is compared with."""
    document, base = subject.read.tree.value, subject.base
    return Part(
        file=str(subject.file),
        uri=subject.uri,
        name=str(document.get("name", "?")),
        target=str(document.get("target", "?")),
        base=base.revision if base else None,
        findings=tuple(of_errors(subject.read.errors, subject.read.tree)),
        altered=subject.altered,
        is_judged=False,
        notes=(*((base.note,) if base and base.note else ()), *subject.notes),
    )


def _asked(subject: Subject, plan: Plan, measure: Measure) -> tuple[bool, Measured]:
    """Return whether the engine was asked, and what it said, or why it was not."""
    if plan.target not in SIMULATED:
        where = "this machine" if plan.target == "local" else "machines that exist and are not simulated"
        note = (
            f"a plan for {plan.target} is measured against {where}, so no engine was asked here: "
            "`groundplan preview` tells what would change"
        )
        return False, Measured(notes=(note,))
    name, (now, before) = subject.file.name, sides_of(subject)
    try:
        if before is None:
            return True, measure(name, now, None)
        if _makes_the_same(now, before):
            return True, replace(measure(name, now, None), changes=())
        return True, measure(name, now, before)
    except (CommandError, RuntimeError, OSError) as failed:  # of this plan; the others' parts stand
        return False, Measured(findings=(of_failure(failed, subject.file),))


def sides_of(subject: Subject) -> tuple[Side, Side | None]:
    """Return what an engine makes of a plan, and of its base before; nothing where none is known, or none is simulated.

    A stack has the id of now as long as its configuration has none: the first `up` writes it.
    """
    now, base = Side(read=subject.read, settings=subject.settings), subject.base
    if base is None or base.read is None or base.read.plan is None or base.read.plan.target not in SIMULATED:
        return now, None
    given = {STACK_ID_KEY: now.settings[STACK_ID_KEY]} if STACK_ID_KEY in now.settings else {}
    return now, Side(read=base.read, settings={**given, **base.settings})


def _makes_the_same(now: Side, before: Side) -> bool:
    """Return whether two sides say the same but for waivers, of which nothing is made, and for where the plan lies."""
    plans = [each.read.plan.model_copy(update={"waivers": ()}) for each in (now, before) if each.read.plan]
    settings = [{**each.settings, PLAN_KEY: ""} for each in (now, before)]
    return plans[0] == plans[1] and settings[0] == settings[1]


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
