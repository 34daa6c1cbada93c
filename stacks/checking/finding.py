"""What is said of a plan, as findings of one form: by its loading, its topology, the rules on it, the packs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.plan.errors import Path as PlanPath
from components.plan.errors import PlanError, print_path
from components.plan.tree import Tree
from components.topology.errors import TopologyError
from stacks.checking.naming import named, steps_of
from stacks.checking.report import SEVERITIES, Finding, Outcome, Place, Severity
from stacks.events import MANDATORY, Violation
from stacks.progress import NOT_JUDGED_IN_PREVIEW

if TYPE_CHECKING:
    from policies.on_plan.finding import Finding as PlanFinding

VALID = "plan-is-valid"
POSSIBLE = "plan-can-be-made"
"""The names of what is no rule of a pack and ends a check as one does."""

ANSWERED = "plan-is-previewed"
"""The same where the engine could not be asked, or gave no answer."""

WAIVER_SHOWN = re.compile(r"require-every-(stack-)?waiver-shown$")
"""The guards of a pack that tell of what a waiver lets pass."""
WAIVED_BY = re.compile(r"\. Waived by |Waived by ")

PARTS = re.compile(
    r"(?P<text>.*?)(?: Remedy: (?P<remedy>.*?))?(?: References: (?P<references>.*))?", re.DOTALL
)
"""How a pack puts a report together (policies/judge/pack.py)."""

WHOLE = Place(path=print_path(()), line=1, column=1)
"""Where stands what no single part of a plan names, such as its control plane."""

STEP = re.compile(r"(?P<key>[^.\[\]]+)(?:\[(?P<name>[^\]]*)\])?")


def of_errors(errors: Iterable[PlanError], tree: Tree) -> Iterator[Finding]:
    """Yield a finding for each error of a plan."""
    for error in errors:
        yield Finding(
            rule=VALID,
            severity="high",
            outcome="refused",
            text=f"{error.path}: {error.problem}: given {error.given}; allowed: {error.allowed}",
            remedy=error.remedy,
            place=Place(
                path=error.path,
                named=named(steps_of(error.path), tree.value),
                line=error.line,
                column=error.column,
            ),
        )


def of_topology(errors: Iterable[TopologyError], tree: Tree) -> Iterator[Finding]:
    """Yield a finding for each reason why a plan cannot be."""
    for error in errors:
        yield Finding(
            rule=POSSIBLE,
            severity="high",
            outcome="refused",
            text=f"{error.path}: {error.asked}; {error.allowed}",
            remedy=error.remedy,
            place=place_of(path_in(error.path, tree.value), tree),
        )


def of_rules(found: Iterable[PlanFinding], tree: Tree) -> Iterator[Finding]:
    """Yield what the rules on plans found."""
    for each in found:
        yield Finding(
            rule=each.rule,
            severity=each.severity,
            outcome="waived" if each.waived else "advised" if each.advisory else "refused",
            text=each.text,
            remedy=each.remedy,
            references=each.references,
            place=place_of(each.path, tree),
        )


def of_packs(violations: Iterable[Violation]) -> Iterator[Finding]:
    """Yield what the packs found, each once; not what waits for values, nor waivers alone."""
    for violation in dict.fromkeys(violations):
        rule = rule_of(violation)
        is_waiver = WAIVER_SHOWN.search(rule) is not None
        if is_unjudged(violation) or (is_waiver and not WAIVED_BY.search(violation.message)):
            continue
        parts = PARTS.fullmatch(violation.message)
        found = parts.groupdict() if parts else {"text": violation.message}
        outcome: Outcome = "refused" if violation.level == MANDATORY else "advised"
        yield Finding(
            rule=rule,
            severity=_severity(violation.severity),
            outcome="waived" if is_waiver else outcome,
            text=found["text"],
            remedy=found.get("remedy") or "",
            references=tuple((found.get("references") or "").split(", ")) if found.get("references") else (),
            resource=violation.resource,
        )


def of_refusal(reasons: str) -> Iterator[Finding]:
    """Yield a finding for each line in which the program refuses a plan before anything is made."""
    for line in filter(None, map(str.strip, reasons.splitlines())):
        yield Finding(rule=POSSIBLE, severity="high", outcome="refused", text=line)


def of_failure(error: Exception, file: Path) -> Finding:
    """Return why the engine said nothing about the plan of a file, and what to do."""
    cause = "; ".join(filter(None, (line.strip().rstrip(":;.") for line in str(error).splitlines())))
    return Finding(
        rule=ANSWERED,
        severity="high",
        outcome="failed",
        text=f"the engine could not preview this plan, so no rule on resources was asked: {cause or repr(error)}",
        remedy=f"mend that and check again; `groundplan preview --offline --plan {file}` shows all that it says",
        place=WHOLE,
    )


def unjudged(violations: Iterable[Violation]) -> tuple[str, ...]:
    """Return the rules that wait for values that only apply knows, by name."""
    return tuple(sorted({rule_of(each) for each in violations if is_unjudged(each)}))


def is_unjudged(violation: Violation) -> bool:
    """Return whether a rule did not refuse, but waits for a value."""
    return violation.level != MANDATORY and NOT_JUDGED_IN_PREVIEW.match(violation.message) is not None


def rule_of(violation: Violation) -> str:
    """Return the name of a rule without that of its pack: names are unique in all packs."""
    return violation.policy.rpartition("/")[2]


def place_of(path: PlanPath, tree: Tree) -> Place:
    """Return where in the file a path is, or the nearest thing to it."""
    line, column = tree.position(path)
    return Place(path=print_path(path), named=named(path, tree.value), line=line + 1, column=column + 1)


def path_in(written: str, document: Any) -> PlanPath:
    """Return `clusters[train].pools[gpu].count` and the like with positions for names, as far as the document goes."""
    path: list[str | int] = []
    for step in STEP.finditer(written):
        if not isinstance(document, dict) or step["key"] not in document:
            break
        path.append(step["key"])
        document = document[step["key"]]
        if step["name"] is None:
            continue
        index = _index(step["name"], document)
        if index is None:
            break
        path.append(index)
        document = document[index]
    return tuple(path)


def _index(name: str, entries: Any) -> int | None:
    if not isinstance(entries, tuple | list):
        return None
    named = (at for at, entry in enumerate(entries) if isinstance(entry, dict) and entry.get("name") == name)
    return next(named, None)


def _severity(given: str) -> Severity:
    for each in SEVERITIES:
        if each == given.lower():
            return each
    return "medium"
