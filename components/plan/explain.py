"""Turn pydantic's complaints into findings: what is allowed here, and what to do."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from components.plan.errors import Path
from components.plan.findings import Finding
from components.plan.model import Plan
from components.plan.shapes import section_at, shape_at, shapes
from components.plan.suggestions import did_you_mean, nearest_name
from components.plan.text_quantity import NotAQuantity

MISSING = "missing"
"""The problem of a field that was not given although it is required."""


def findings_of(error: ValidationError) -> Iterator[Finding]:
    """Yield one finding for each complaint of pydantic about a plan."""
    for complaint in error.errors(include_url=False):
        yield _explain(
            tuple(complaint["loc"]), complaint["type"], complaint.get("ctx", {}), complaint["input"]
        )


def _explain(path: Path, kind: str, context: dict[str, Any], given: Any) -> Finding:
    reason = context.get("error")
    if isinstance(reason, NotAQuantity):
        return Finding(path, reason.problem, reason.allowed, reason.remedy)
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind == "missing":
        return _missing(path)
    shape = shape_at(Plan, path)
    if kind == "literal_error" and shape:
        words = shape.allowed.split(" | ")
        problem = "left empty" if given is None else "not known"
        return Finding(path, problem, shape.allowed, did_you_mean(given, words) or "choose one of these")
    if kind == "tuple_type" and shape:
        return Finding(path, "not a list", shape.allowed, "write [..., ...], or one entry a line after -")
    section = section_at(Plan, path)
    allowed = (
        f"a mapping with {', '.join(shapes(section))}" if section else (shape.allowed if shape else "a plan")
    )
    return Finding(path, "not a mapping" if section else "not allowed", allowed, "write it as `key: value`")


def _unknown_key(path: Path) -> Finding:
    section = section_at(Plan, path[:-1])
    known = list(shapes(section)) if section else []
    remedy = did_you_mean(path[-1], known) or "remove it"
    nearest = nearest_name(path[-1], known)
    meant = (*path[:-1], nearest) if nearest else None
    return Finding(path, "unknown key", ", ".join(known), remedy, at_key=True, meant=meant)


def _missing(path: Path) -> Finding:
    shape = shape_at(Plan, path)
    allowed = shape.allowed if shape else "a value"
    return Finding(path, MISSING, allowed, f'add "{path[-1]}:"', given="nothing")
