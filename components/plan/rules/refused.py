"""Fields that a target cannot do, by the reason that their row of the reference gives."""

from collections.abc import Iterator
from typing import Any

from components.plan.defaults import CLOUDS
from components.plan.draft import Draft
from components.plan.errors import Path
from components.plan.findings import Finding
from components.plan.model import Plan
from components.plan.section import Section
from components.plan.shapes import Shape, shapes
from components.plan.text_quantity import TextQuantity


def refused_fields(draft: Draft, target: str) -> Iterator[Finding]:
    """Yield a finding for every field that a plan for `target` gives and that this target cannot do."""
    if draft.given("target") == target:
        yield from _refused(draft, (), Plan, target)


def reason(shape: Shape, target: str) -> str | None:
    """Return why `target` cannot do a field, or None where it can or nobody says that it cannot."""
    if target in CLOUDS:
        return shape.row.cloud
    return {"local": shape.row.local, "kubernetes": shape.row.kubernetes}.get(target)


def kept_value(shape: Shape, target: str) -> Any:
    """Return the one value that a target accepts in a field that it refuses otherwise."""
    is_local = target == "local" and shape.row.local_value is not None
    return shape.row.local_value if is_local else shape.default


def print_value(value: Any) -> str:
    """Return a value as a plan writes it."""
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)


def _refused(draft: Draft, path: Path, section: type[Section], target: str) -> Iterator[Finding]:
    for name, shape in shapes(section).items():
        here = (*path, name)
        if shape.section:
            for nested in draft.entries(*here) if shape.is_list else [here]:
                yield from _refused(draft, nested, shape.section, target)
        given, kept = draft.given(*here), kept_value(shape, target)
        written = kept.written() if isinstance(kept, TextQuantity) else kept
        if (why := reason(shape, target)) and given not in (None, (), kept, written):
            problem = f"refused on target {target}: {why}"
            allowed = "nothing here" if kept in (None, ()) else print_value(kept)
            yield Finding(here, problem, allowed, "remove it, or plan for another target")
