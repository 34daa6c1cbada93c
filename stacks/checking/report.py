"""What a check of plans found, as frozen data: everything that a report in any form has, and nothing of its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stacks.checking.amounts import NO_SPOT, Need, PoolPrice, Spot

Outcome = Literal["refused", "failed", "advised", "waived"]
"""What a finding does: it ends the check with 3; with 1, since nobody could judge; it is only told; or it is waived."""

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")

Operation = Literal["replace", "delete", "update", "create"]
OPERATIONS: tuple[Operation, ...] = ("replace", "delete", "update", "create")
"""The worst first, which is the order in which they are told."""

TOLD_OPERATIONS = {
    "replace": "replaced",
    "delete": "destroyed",
    "update": "changed",
    "create": "created",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a plan: its path there, and line and column from 1, or None where the plan does not say it.

    `named` is the path with names for positions, which stays when an entry comes above; empty where it has none.
    """

    path: str
    named: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a rule, or the plan's own check, has to say; `resource` is what of a stack it is about."""

    rule: str
    severity: Severity
    outcome: Outcome
    text: str
    remedy: str = ""
    references: tuple[str, ...] = ()
    place: Place | None = None
    resource: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What would be done to a resource; `because` are the properties for which it is replaced."""

    operation: Operation
    kind: str
    name: str
    because: tuple[str, ...] = ()
    holds_data: bool = False

    @property
    def loses_data(self) -> bool:
        """Whether what it holds is gone afterwards."""
        return self.holds_data and self.operation in ("replace", "delete")


@dataclass(frozen=True, kw_only=True)
class WaiverTold:
    """A waiver of the plan; `is_new` where the base has no such waiver word by word."""

    rule: str
    resource: str
    reason: str
    owner: str
    expires: date
    place: Place
    is_expired: bool
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Altered:
    """What the change under review sets otherwise in a file that decides how plans are made or judged.

    `before` and `now` are None where nothing was, or is, set; `lowers` is true where a rule refuses less than it did,
    `may_lower` where nobody can tell.
    """

    file: str
    key: str
    before: str | None
    now: str | None
    lowers: bool = False
    may_lower: bool = False


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the engine said offline: `unjudged` are the rules that wait for values, `warnings` what else it said."""

    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    unjudged: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """All about one plan. `file` is for people, `uri` relative to the repository; `base` says what it is compared with.

    `losses` are sentences about data that is lost by what the plan says, whatever the engine knows of it. `prices` and
    what follows is empty for a plan with errors. `altered` is of its stack's configuration; `is_judged` is false where
    the rules on resources were not asked, since nothing offline tells what would be made.
    """

    file: str
    uri: str
    name: str
    target: str
    base: str | None
    findings: tuple[Finding, ...] = ()
    waivers: tuple[WaiverTold, ...] = ()
    altered: tuple[Altered, ...] = ()
    is_judged: bool = True
    prices: tuple[PoolPrice, ...] = ()
    needs: tuple[Need, ...] = ()
    spot: Spot = NO_SPOT
    losses: tuple[str, ...] = ()
    changes: tuple[Change, ...] | None = None
    unjudged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def found(self, outcome: Outcome) -> tuple[Finding, ...]:
        """Return the findings with an outcome, the severest first."""
        return tuple(
            sorted(
                (finding for finding in self.findings if finding.outcome == outcome),
                key=lambda finding: (SEVERITIES.index(finding.severity), finding.rule, finding.resource),
            )
        )

    def done(self, operation: Operation) -> tuple[Change, ...]:
        """Return what would be done by an operation, by kind and name; nothing where no engine was asked."""
        chosen = [change for change in self.changes or () if change.operation == operation]
        return tuple(sorted(chosen, key=lambda change: (not change.holds_data, change.kind, change.name)))

    @property
    def lost(self) -> tuple[Change, ...]:
        """What holds data and would be replaced or destroyed."""
        return tuple(change for each in OPERATIONS for change in self.done(each) if change.loses_data)

    @property
    def is_refused(self) -> bool:
        """Whether anything ends the check with 3."""
        return bool(self.found("refused"))

    @property
    def is_failed(self) -> bool:
        """Whether the engine could not judge it."""
        return bool(self.found("failed"))


@dataclass(frozen=True, kw_only=True)
class Report:
    """A part for each plan, in the order in which they were named; `day` is that on which waivers were judged.

    `rules` is what the change under review sets otherwise of the rules.
    """

    parts: tuple[Part, ...]
    day: date
    version: str
    rules: tuple[Altered, ...] = ()

    @property
    def refused(self) -> int:
        """How many findings end the check with 3."""
        return sum(len(part.found("refused")) for part in self.parts)

    @property
    def failed(self) -> int:
        """How many plans the engine could not judge."""
        return sum(part.is_failed for part in self.parts)

    @property
    def new_waivers(self) -> Iterator[tuple[Part, WaiverTold]]:
        """The waivers that the change under review adds, each with the plan it is in."""
        return ((part, waiver) for part in self.parts for waiver in part.waivers if waiver.is_new)

    @property
    def altered(self) -> tuple[Altered, ...]:
        """All that the change under review sets otherwise, each once, rules that refuse less first, or may."""
        found = dict.fromkeys([*self.rules, *(each for part in self.parts for each in part.altered)])
        return tuple(sorted(found, key=lambda each: (not each.lowers, not each.may_lower)))

    @property
    def unjudged_parts(self) -> tuple[Part, ...]:
        """The plans for whose resources no rule was asked."""
        return tuple(part for part in self.parts if not part.is_judged)
