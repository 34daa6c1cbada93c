"""What is modelled but not built yet, refused by name: a target."""

from components.plan.draft import Draft
from components.plan.findings import Finding

BUILT_TARGETS = ("local", "kubernetes", "aws", "gcp", "azure")
"""The targets that this version can make."""


def unbuilt_findings(draft: Draft) -> list[Finding]:
    """Return a finding for everything in a draft that this version cannot make yet."""
    target = draft.given("target")
    if target is None or target in BUILT_TARGETS:
        return []
    built = ", ".join(BUILT_TARGETS)
    return [
        Finding(
            ("target",), f"target {target} is not built yet", built, f"plan for one of the built: {built}"
        )
    ]
