"""What a check of plans found, as frozen data: everything that a report in any form has, and nothing of its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from components.topology.cost import HOURS_A_MONTH
from components.topology.quota import QuotaNeed

Outcome = Literal["refused", "advised", "waived"]
"""What a finding does: it ends the check with 3, it is only told, or a waiver of the plan allows it."""

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
class Bought:
    """The machines of a pool: `hourly` is the most in USD that one costs, None where nobody knows."""

    machine: str
    count: int
    maximum: int
    hourly: Decimal | None

    @property
    def month(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most in USD that a month costs."""
        if self.hourly is None:
            return None
        return self.hourly * self.count * HOURS_A_MONTH, self.hourly * self.maximum * HOURS_A_MONTH


@dataclass(frozen=True, kw_only=True)
class PoolPrice:
    """What a pool, named `cluster/pool`, is bought as, and was; None on the side that has no such pool."""

    pool: str
    now: Bought | None
    before: Bought | None


@dataclass(frozen=True, kw_only=True)
class Need:
    """How much of a quota is needed, and was; None before where nothing was compared."""

    quota: QuotaNeed
    before: int | None


@dataclass(frozen=True, kw_only=True)
class SpotPool:
    """A pool whose machines may be taken away at any moment; `is_only` where it is bought in no other way."""

    pool: str
    is_only: bool
    maximum: int
    price: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Spot:
    """The pools that may be spot, and how many of all machines at the largest; `others` are in other pools."""

    pools: tuple[SpotPool, ...]
    others: int


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
    or may.
    """

    file: str
    key: str
    before: str | None
    now: str | None
    lowers: bool = False


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
    spot: Spot = Spot(pools=(), others=0)
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
        return any(finding.outcome == "refused" for finding in self.findings)


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
    def new_waivers(self) -> Iterator[tuple[Part, WaiverTold]]:
        """The waivers that the change under review adds, each with the plan it is in."""
        return ((part, waiver) for part in self.parts for waiver in part.waivers if waiver.is_new)

    @property
    def altered(self) -> tuple[Altered, ...]:
        """All that the change under review sets otherwise, each once, rules that refuse less first."""
        found = dict.fromkeys([*self.rules, *(each for part in self.parts for each in part.altered)])
        return tuple(sorted(found, key=lambda each: not each.lowers))

    @property
    def unjudged_parts(self) -> tuple[Part, ...]:
        """The plans for whose resources no rule was asked."""
        return tuple(part for part in self.parts if not part.is_judged)
