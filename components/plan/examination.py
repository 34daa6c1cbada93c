"""Hold a tree of values against the models: a plan, or everything that is wrong with single fields."""

from collections.abc import Iterable

from pydantic import ValidationError

from components.plan.draft import Draft
from components.plan.errors import Path
from components.plan.explain import MISSING, findings_of
from components.plan.findings import Finding
from components.plan.model import Plan
from components.plan.tree import Tree


def examine(tree: Tree) -> tuple[Plan | None, Draft, list[Finding]]:
    """Return the plan (None where a field is wrong), the draft for the rules, and what is wrong with the fields."""
    plan, complaints = _validate(tree)
    covered = frozenset(finding.path for finding in tree.findings if finding.position is None)
    findings = [*tree.findings, *(finding for finding in complaints if not _is_covered(finding, covered))]
    return plan, Draft(tree.value, _faults(tree, findings)), findings


def _validate(tree: Tree) -> tuple[Plan | None, Iterable[Finding]]:
    """Return the plan, or None and what pydantic complains about."""
    if tree.value is None:
        finding = Finding(
            (), "an empty plan", "a mapping with name, target, clusters", "write a plan", "nothing"
        )
        return None, [finding]
    try:
        return Plan.model_validate(tree.value), []
    except ValidationError as error:
        return None, list(findings_of(error))


def _faults(tree: Tree, findings: Iterable[Finding]) -> frozenset[Path]:
    """Return where something is wrong, and where a misspelt key leaves open what was meant."""
    meant = {finding.meant for finding in findings if finding.meant and finding.meant not in tree.positions}
    return frozenset({finding.path for finding in findings} | meant)


def _is_covered(finding: Finding, covered: frozenset[Path]) -> bool:
    """Whether the value, or the merge key that would have given it, was already reported while it was read."""
    is_merged = finding.problem == MISSING and (*finding.path[:-1], "<<") in covered
    return finding.path in covered or is_merged
