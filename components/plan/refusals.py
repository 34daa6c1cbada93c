"""What is modelled but not built yet, refused by name: a target, or a field that would change what is made."""

from collections.abc import Iterator

from components.plan.draft import Draft
from components.plan.errors import Path
from components.plan.findings import Finding
from components.plan.model import Plan
from components.plan.section import Section
from components.plan.shapes import shapes

BUILT_TARGETS = ("local", "kubernetes", "aws", "gcp", "azure")
"""The targets that this version can make."""


def unbuilt_findings(draft: Draft) -> list[Finding]:
    """Return a finding for everything in a draft that this version cannot make yet."""
    return [*_unbuilt_target(draft), *_unbuilt_fields(draft, (), Plan)]


def _unbuilt_target(draft: Draft) -> Iterator[Finding]:
    target = draft.given("target")
    if target is not None and target not in BUILT_TARGETS:
        built = ", ".join(BUILT_TARGETS)
        yield Finding(
            ("target",), f"target {target} is not built yet", built, f"plan for one of the built: {built}"
        )


def _unbuilt_fields(draft: Draft, path: Path, section: type[Section]) -> Iterator[Finding]:
    for name, shape in shapes(section).items():
        here = (*path, name)
        if shape.row.unbuilt and draft.at(*here) not in (None, shape.default):
            problem = f"not built yet: {shape.row.unbuilt}"
            yield Finding(here, problem, "a plan without it", "remove it until it is built", at_key=True)
        elif shape.section:
            for nested in draft.entries(*here) if shape.is_list else [here]:
                yield from _unbuilt_fields(draft, nested, shape.section)
