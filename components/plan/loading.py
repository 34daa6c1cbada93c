"""Load a plan from its file: read, check, and report everything that is wrong at once, with positions."""

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any

from components.plan.document import Unreadable, read_document
from components.plan.errors import PlanError, PlanErrors, print_path
from components.plan.examination import examine
from components.plan.findings import Finding
from components.plan.model import Plan
from components.plan.refusals import unbuilt_findings
from components.plan.rules import rule_findings
from components.plan.tree import Tree, printable, quote, shorten

MAX_PLAN_BYTES = 64 * 1024
"""Some 700 pools; the YAML parser, which keeps the positions, needs about a second for this much."""


def load_plan(path: FilePath) -> Plan:
    """Return the plan in the file `path`, ready to be made.

    Raises `PlanErrors` for everything that is wrong in it, what this version cannot make yet included.
    """
    return _load(path, for_making=True)


def read_plan(path: FilePath) -> Plan:
    """Return the plan in the file `path`, whether or not this version can make it.

    Raises `PlanErrors` for everything that is wrong in it, except for targets and fields that are not built yet.
    """
    return _load(path, for_making=False)


def read_tree(path: FilePath) -> Tree:
    """Return what the file `path` has, with the position of each value, whether or not it is a plan.

    Raises `PlanErrors` with the one reason why nothing can be read in it.
    """
    try:
        return read_document(_read_text(path))
    except Unreadable as error:
        raise PlanErrors(
            [_place(str(path), error.finding, (error.line, error.column), error.finding.given)]
        ) from None


def _load(path: FilePath, *, for_making: bool) -> Plan:
    file = str(path)
    tree = read_tree(path)
    plan, draft, findings = examine(tree)
    if () not in draft.faults:  # else nothing is known of the values inside
        findings = [*findings, *rule_findings(draft), *(unbuilt_findings(draft) if for_making else [])]
    if findings or plan is None:
        raise PlanErrors(_placed(file, tree, findings))
    return plan


def _placed(file: str, tree: Tree, findings: Iterable[Finding]) -> Iterator[PlanError]:
    for finding in findings:
        position = finding.position or tree.position(finding.path, at_key=finding.at_key)
        given = finding.given or tree.written.get(finding.path, "nothing")
        if finding.at_key and finding.given is None:
            given = quote(str(finding.path[-1]))
        yield _place(file, finding, position, given)


def _place(file: str, finding: Finding, position: tuple[int, int], given: str | None) -> PlanError:
    """Return the error of a finding, with nothing in it that a terminal would obey or could not print."""
    path = tuple(shorten(part) if isinstance(part, str) else part for part in finding.path)
    return PlanError(
        file=printable(file),
        line=position[0] + 1,
        column=position[1] + 1,
        path=printable(print_path(path)),
        problem=printable(finding.problem),
        given=printable(given or "nothing"),
        allowed=printable(finding.allowed),
        remedy=printable(finding.remedy),
    )


def _read_text(path: FilePath) -> str:
    """Return the text of the file; raise `Unreadable` when it cannot be read, is too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_PLAN_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        raise _unreadable(0, 0, reason, "a readable file", "name the file of a plan", "this path") from None
    if len(content) > MAX_PLAN_BYTES:
        allowed = f"at most {MAX_PLAN_BYTES} bytes"
        raise _unreadable(0, 0, "too large for a plan", allowed, "keep only the plan in this file", "more")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start)
        column = len(
            content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")
        )
        given = f"the byte 0x{content[error.start]:02x}"
        raise _unreadable(
            line, column, "not UTF-8", "text in UTF-8", "save the file as UTF-8", given
        ) from None


def _unreadable(*position_and_words: Any) -> Unreadable:
    line, column, problem, allowed, remedy, given = position_and_words
    return Unreadable(line, column, Finding((), problem, allowed, remedy, given))
