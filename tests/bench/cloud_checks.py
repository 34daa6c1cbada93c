"""checkov on what the example plans declare at their clouds: `python -m tests.bench.cloud_checks [--record]`.

checkov reads Terraform's plans and Azure's templates, and `tests/judges` makes these of what a plan declares. A check
that fails without a written reason (`cloud_reasons.py`), and a reason that nothing needs any more, end it non-zero.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stacks.paths import PROJECT_ROOT
from tests.bench.checks_section import checks_section
from tests.bench.cloud_reasons import REASONS, Reason, reason_of
from tests.bench.results import record
from tests.judges.arm_template import arm_template
from tests.judges.checkov import Verdict, judged
from tests.judges.declared import declared_by
from tests.judges.resource import Declared
from tests.judges.terraform_plan import terraform_plan

TITLE = "What checkov finds on AWS, Google Cloud and Azure"
EXPLANATION = """
checkov over every resource that the example plans declare at their cloud, with every value known, as a plan of
Terraform (AWS, Google Cloud) or a template (Azure). Judged are those that checkov has a check for, and each check
counts once for each of them. What runs inside the clusters is the same on every platform and judged above.
"""
Adapter = Callable[[Iterable[Declared]], Mapping[str, Any]]
CLOUDS: Mapping[str, tuple[Adapter, str]] = {
    "aws": (terraform_plan, "terraform_plan"),
    "gcp": (terraform_plan, "terraform_plan"),
    "azure": (arm_template, "arm"),
}
"""Cloud -> what makes checkov's form of its resources, and what checkov calls that form."""
SIZES = ("small", "large")


@dataclass(frozen=True, kw_only=True)
class Example:
    """An example plan: its cloud and size, how many resources it declares, and what checkov says of them."""

    cloud: str
    size: str
    declared: int
    verdict: Verdict

    def row(self) -> str:
        """Return the row of the table."""
        return self.verdict.row(f"`{self.cloud}-{self.size}` | {self.declared}")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One resource that fails one check, and why that stays; without a reason nobody has written one."""

    cloud: str
    check: str
    resource: str
    reason: Reason | None


def examples() -> Iterator[Example]:
    """Yield every example plan, judged."""
    for cloud, (adapter, framework) in CLOUDS.items():
        for size in SIZES:
            found = declared_by(PROJECT_ROOT / "stacks" / "plans" / f"{cloud}-{size}.yaml")
            verdict = judged([adapter(found)], framework)
            yield Example(cloud=cloud, size=size, declared=len(found), verdict=verdict)


def failures(found: Iterable[Example]) -> list[Failure]:
    """Return every failure of some examples with its reason."""
    return [
        Failure(cloud=each.cloud, check=check, resource=resource, reason=reason_of(check, resource))
        for each in found
        for check, resources in each.verdict.failed.items()
        for resource in resources
    ]


def faults(found: Sequence[Failure]) -> list[str]:
    """Return what is to be mended: failures without a reason, and reasons that nothing needs."""
    used = {(each.reason, each.reason.pattern_of(each.resource)) for each in found if each.reason}
    unsaid = {(each.check, each.resource) for each in found if each.reason is None}
    needless = [(each, of) for each in REASONS for of in each.of if (each, of) not in used]
    return [
        *(f"{check} fails on {resource}: mend it, or write the reason" for check, resource in sorted(unsaid)),
        *(f"{each.check} of {of}: nothing fails it, so take the reason out" for each, of in needless),
    ]


def section(found: Sequence[Example]) -> str:
    """Return the section: a row for each example, then every check that fails with the reason."""
    failed = failures(found)
    counted = Counter((each.cloud, each.check, each.reason) for each in failed)
    names = {check: name for each in found for check, name in each.verdict.names.items()}
    reasons = [
        f"| {cloud} | `{check}` {names[check]} | {count} | {reason.what} | {reason.why} |"
        for (cloud, check, reason), count in counted.items()
        if reason
    ]
    return checks_section(
        TITLE,
        EXPLANATION,
        [
            "| what | declared | judged | passed | failed | share passed |",
            "| --- | --- | --- | --- | --- | --- |",
        ],
        [each.row() for each in found],
        ["| cloud | check | fails | of | why |", "| --- | --- | --- | --- | --- |", *reasons],
    )


def main() -> None:
    """Judge the examples, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cloud_checks")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    found = list(examples())
    text = section(found)
    sys.stdout.write(text)
    if wrong := faults(failures(found)):
        raise SystemExit("\n".join(wrong))
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
