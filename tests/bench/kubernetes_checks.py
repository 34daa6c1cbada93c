"""checkov on what a stack declares, beside KubeRay's samples: `python -m tests.bench.kubernetes_checks [--record]`.

checkov knows none of Ray's kinds: the pod templates in them are judged as Pods, on both sides. It comes in an
environment of its own (`make .judges/.complete`), since it pins versions that ours cannot live with.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from components.services.operators.refresh import SOURCES
from stacks.paths import PROJECT_ROOT
from tests.bench.kubernetes_objects import Manifest, manifests_of, placed, unwrapped
from tests.bench.kubernetes_reasons import reason_of
from tests.bench.kubernetes_stage import CPU_NODES, GPU_NODES, stage
from tests.bench.results import record

TITLE = "What checkov finds on Kubernetes"
EXPLANATION = """
checkov over every object that `stacks/plans/kubernetes-small.yaml` declares (the operators included, secrets left out)
and over all samples of KubeRay, in one run; in both, the pod templates of Ray's kinds are judged as Pods, and what
names no namespace is put into one. Resources are those that checkov has a check for, and each check counts once for
each of them.
"""
CHECKOV = PROJECT_ROOT / ".judges" / "bin" / "checkov"
LIMIT_S = 600
"""A hang must end it; both sides take seconds."""
FIRST_SAMPLE = "ray-cluster.sample.yaml"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What checkov says of some objects: which resources (`Kind.namespace.name`) pass and fail which check."""

    passed: Mapping[str, Sequence[str]]
    failed: Mapping[str, Sequence[str]]
    names: Mapping[str, str]

    def of(self, resources: Collection[str]) -> "Verdict":
        """Return what it says of some of the objects."""

        def kept(checks: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
            found = {
                check: tuple(name for name in names if name in resources) for check, names in checks.items()
            }
            return {check: names for check, names in found.items() if names}

        return Verdict(passed=kept(self.passed), failed=kept(self.failed), names=self.names)

    def row(self, what: str) -> str:
        """Return the row of the table."""
        passed, failed = (
            sum(len(resources) for resources in checks.values()) for checks in (self.passed, self.failed)
        )
        judged = {
            name for checks in (self.passed, self.failed) for names in checks.values() for name in names
        }
        share = passed / (passed + failed)
        return f"| {what} | {len(judged)} | {passed} of {passed + failed} | {failed} | **{share:.1%}** |"


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


def judged(manifests: Iterable[Manifest]) -> Verdict:
    """Let checkov judge some objects; raises SystemExit where there is no checkov."""
    if not CHECKOV.exists():
        raise SystemExit("there is no checkov; run `make .judges/.complete`")
    with tempfile.TemporaryDirectory(prefix="gp-") as folder:
        pods_and_rest = (each for manifest in manifests for each in unwrapped(manifest))
        for number, manifest in enumerate(pods_and_rest):
            (Path(folder) / f"{number}.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        done = subprocess.run(
            [str(CHECKOV), "--directory", folder, "--framework", "kubernetes", "--output", "json", "--compact",
             "--skip-download", "--soft-fail"],
            capture_output=True, text=True, check=True, timeout=LIMIT_S, env=_without_credentials(),
        )  # fmt: skip
    return parsed(json.loads(done.stdout))


def ours(state: Path | None) -> list[Manifest]:
    """Return what an exported state declares, else the example plan's, brought up and taken down; without secrets."""
    if state is None:
        with stage(CPU_NODES + GPU_NODES) as world:
            world.run("up", "--plan", str(world.plan), "--yes")
            exported = json.loads(world.shell("pulumi stack export").stdout)
    else:
        exported = json.loads(state.read_text(encoding="utf-8"))
    return [manifest for manifest in manifests_of(exported) if manifest["kind"] != "Secret"]


def samples() -> Iterator[tuple[str, Manifest]]:
    """Yield (file, object) of KubeRay's samples, from the Go module that the operator is built from."""
    found = subprocess.run(
        ["go", "list", "-m", "-f", "{{.Dir}}", SOURCES["kuberay"].module],
        cwd=PROJECT_ROOT / "toolchain" / "kuberay", capture_output=True, text=True, check=True, timeout=LIMIT_S,
    )  # fmt: skip
    for path in sorted((Path(found.stdout.strip()) / "config" / "samples").rglob("*.yaml")):
        for document in YAML(typ="safe").load_all(path.read_text(encoding="utf-8")):
            if document and document["kind"] != "Secret":
                yield path.name, placed(document, path.stem.replace(".", "-"))


def ray_pods(manifests: Iterable[Manifest]) -> set[str]:
    """Return what checkov calls the pods of Ray's kinds."""
    return {
        f"Pod.{pod['metadata']['namespace']}.{pod['metadata']['name']}"
        for manifest in manifests
        if manifest["apiVersion"].startswith("ray.io/")
        for pod in unwrapped(manifest)
    }


def section(rows: Iterable[str], verdict: Verdict) -> str:
    """Return the section: a row for each set of objects, then every check that ours fails with the reason."""
    reasons = [
        f"| `{check}` {verdict.names[check]} | {len(resources)} | {_kinds(resources)} | {reason_of(check)} |"
        for check, resources in verdict.failed.items()
    ]
    return "\n".join(
        [
            f"## {TITLE}\n\n{EXPLANATION.strip()}\n",
            f"{datetime.now(UTC).date().isoformat()}; one run, since nothing in it is left to chance.\n",
            "| what | resources | passed | failed | share passed |\n| --- | --- | --- | --- | --- |",
            *rows,
            "\nWhat ours fail, and why it stays:\n",
            "| check | fails | of | why |\n| --- | --- | --- | --- |",
            *reasons,
            "",
        ]
    )


def _kinds(resources: Sequence[str]) -> str:
    """Return the kinds of some resources, which checkov calls `Kind.namespace.name`."""
    return ", ".join(sorted({resource.partition(".")[0] for resource in resources}))


def _without_credentials() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in {"BC_API_KEY", "PRISMA_API_URL"}}


def main() -> None:
    """Judge both sides, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kubernetes_checks")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument(
        "--state", type=Path, help="an exported state of the example, which spares bringing it up"
    )
    given = parser.parse_args()
    declared = ours(given.state)
    mine = judged(declared)
    theirs = list(samples())
    whole = judged(manifest for _, manifest in theirs)
    first = judged(manifest for file, manifest in theirs if file == FIRST_SAMPLE)
    rows = [
        mine.row("ours, all"),
        whole.row("KubeRay's samples, all"),
        mine.of(ray_pods(declared)).row("our Ray pods"),
        whole.of(ray_pods(manifest for _, manifest in theirs)).row("the samples' Ray pods"),
        first.row(f"those of `{FIRST_SAMPLE}` alone"),
    ]
    text = section(rows, mine)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
