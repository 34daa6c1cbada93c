"""checkov as a judge: it runs in an environment of its own (`make .judges/.complete`) and is never imported."""

import json
import os
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.paths import PROJECT_ROOT

CHECKOV = PROJECT_ROOT / ".judges" / "bin" / "checkov"
LIMIT_S = 600
"""A hang must end it; it takes seconds."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What checkov says of some resources: which of them (such as `Kind.namespace.name`) pass and fail which check."""

    passed: Mapping[str, Sequence[str]]
    failed: Mapping[str, Sequence[str]]
    names: Mapping[str, str]

    def of(self, resources: Collection[str]) -> "Verdict":
        """Return what it says of some of the resources."""

        def kept(checks: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
            found = {
                check: tuple(name for name in names if name in resources) for check, names in checks.items()
            }
            return {check: names for check, names in found.items() if names}

        return Verdict(passed=kept(self.passed), failed=kept(self.failed), names=self.names)

    @property
    def judged(self) -> frozenset[str]:
        """The resources for which there is a check."""
        both = (self.passed, self.failed)
        return frozenset(name for checks in both for names in checks.values() for name in names)

    def row(self, what: str) -> str:
        """Return the row of a table: what, resources judged, checks passed and failed, the share."""
        passed, failed = (
            sum(len(resources) for resources in checks.values()) for checks in (self.passed, self.failed)
        )
        share = passed / (passed + failed)
        return f"| {what} | {len(self.judged)} | {passed} of {passed + failed} | {failed} | **{share:.1%}** |"


def parsed(report: Mapping[str, Any]) -> Verdict:
    """Return the verdict of checkov's report in JSON."""
    names: dict[str, str] = {}

    def by_check(found: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
        checks: dict[str, list[str]] = {}
        for check in found:
            checks.setdefault(check["check_id"], []).append(check["resource"])
            names[check["check_id"]] = check["check_name"]
        return {check: tuple(sorted(resources)) for check, resources in sorted(checks.items())}

    results = report["results"]
    return Verdict(
        passed=by_check(results["passed_checks"]), failed=by_check(results["failed_checks"]), names=names
    )


def judged(documents: Iterable[Mapping[str, Any]], framework: str) -> Verdict:
    """Let checkov judge documents of a framework, such as "kubernetes", "terraform_plan" or "arm", in one run.

    Raises SystemExit where there is no checkov, and RuntimeError where it could not read one of the documents.
    """
    if not CHECKOV.exists():
        raise SystemExit("there is no checkov; run `make .judges/.complete`")
    with tempfile.TemporaryDirectory(prefix="gp-") as folder:
        for number, document in enumerate(documents):
            (Path(folder) / f"{number}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
        done = subprocess.run(
            [str(CHECKOV), "--directory", folder, "--framework", framework, "--output", "json", "--compact",
             "--skip-download", "--soft-fail"],
            capture_output=True, text=True, check=True, timeout=LIMIT_S, env=_without_credentials(),
        )  # fmt: skip
    report = json.loads(done.stdout)
    if unread := report.get("results", {}).get("parsing_errors"):
        raise RuntimeError(f"checkov could not read {len(unread)} of the documents of {framework}")
    return parsed(report)


def _without_credentials() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in {"BC_API_KEY", "PRISMA_API_URL"}}
