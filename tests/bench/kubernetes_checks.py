"""checkov on what a stack declares, beside KubeRay's samples: `python -m tests.bench.kubernetes_checks [--record]`.

checkov knows none of Ray's kinds: the pod templates in them are judged as Pods, on both sides. It comes in an
environment of its own (`make .judges/.complete`), since it pins versions that ours cannot live with.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from components.services.operators.refresh import SOURCES
from stacks.paths import PROJECT_ROOT
from tests.bench.checks_section import checks_section
from tests.bench.kubernetes_objects import Manifest, manifests_of, placed, unwrapped
from tests.bench.kubernetes_reasons import reason_of
from tests.bench.kubernetes_stage import CPU_NODES, GPU_NODES, stage
from tests.bench.results import record
from tests.judges.checkov import LIMIT_S, Verdict, judged

TITLE = "What checkov finds on Kubernetes"
EXPLANATION = """
checkov over every object that `stacks/plans/kubernetes-small.yaml` declares (the operators included, secrets left out)
and over all samples of KubeRay, in one run; in both, the pod templates of Ray's kinds are judged as Pods, and what
names no namespace is put into one. Resources are those that checkov has a check for, and each check counts once for
each of them.
"""
FIRST_SAMPLE = "ray-cluster.sample.yaml"


def _judged(manifests: Iterable[Manifest]) -> Verdict:
    """Let checkov judge some objects, with the pod templates of Ray's kinds as Pods."""
    return judged((each for manifest in manifests for each in unwrapped(manifest)), "kubernetes")


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
    return checks_section(
        TITLE,
        EXPLANATION,
        ["| what | resources | passed | failed | share passed |", "| --- | --- | --- | --- | --- |"],
        [*rows],
        ["| check | fails | of | why |", "| --- | --- | --- | --- |", *reasons],
    )


def _kinds(resources: Sequence[str]) -> str:
    """Return the kinds of some resources, which checkov calls `Kind.namespace.name`."""
    return ", ".join(sorted({resource.partition(".")[0] for resource in resources}))


def main() -> None:
    """Judge both sides, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kubernetes_checks")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument(
        "--state", type=Path, help="an exported state of the example, which spares bringing it up"
    )
    given = parser.parse_args()
    declared = ours(given.state)
    mine = _judged(declared)
    theirs = list(samples())
    whole = _judged(manifest for _, manifest in theirs)
    first = _judged(manifest for file, manifest in theirs if file == FIRST_SAMPLE)
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
