"""Compares `up` with `kubectl apply` of the same objects: `python -m tests.bench.kubernetes_apply [--record]`.

Four sides, each on a control plane of its own: `up`, kubectl, `up` whose engine writes its state once at the end, and
plain Pulumi with the same objects.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.kubernetes_objects import FIRST_KINDS, Manifest, manifests_of, waves
from tests.bench.kubernetes_plain import plain_up
from tests.bench.kubernetes_stage import CPU_NODES, GPU_NODES, LIMIT_S, apply, spent_by, stage
from tests.bench.results import Comparison, busy, record, section
from tests.control_plane.cluster import ControlPlane

TITLE = "Objects on Kubernetes"
GOAL = 1.5
EXPLANATION = """
`groundplan up --yes` of `stacks/plans/kubernetes-small.yaml` (the real engine with its file backend and all packs,
the simulated provider; preview included) against `kubectl apply --server-side` of the same objects, read from the
stack's state and applied in three calls: what defines, the operators and all built in, the rest once the operators
answer. Nodes get their labels and taints on both sides. `up` waits until all is ready; a bare apply does not, so
kubectl is also measured with `kubectl wait`. `Plain Pulumi` is `pulumi up --skip-preview` of a program that declares
the same objects one by one, with no component, no policy, and definitions as they are. The last row is `up` with
PULUMI_EXPERIMENTAL and PULUMI_SKIP_CHECKPOINTS, with which the engine writes its state once and not after every step:
nobody should work so, since an `up` that is killed then forgets what it made.
"""
WITHOUT_CHECKPOINTS = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
READY: Mapping[str, str] = {
    "deployments.apps": "condition=Available",
    "statefulsets.apps": "jsonpath={.status.availableReplicas}=1",
    "rayclusters.ray.io": "jsonpath={.status.state}=ready",
    "rayservices.ray.io": "condition=Ready",
}
"""Kind -> what `kubectl wait` asks of it."""
PLAIN_REPEATS = 1
"""Plain Pulumi takes longer than all else together, and nobody asked for it."""


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Seconds that each side took in one repeat, and how many objects there were."""

    up: float
    up_without_checkpoints: float
    applied: float
    ready: float
    plain: float | None
    objects: int


def node_manifest(node: Mapping[str, Any]) -> Manifest:
    """Return what `up` changed in a node: our labels, and its taints."""
    labels = node["metadata"].get("labels", {})
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": node["metadata"]["name"],
            "labels": {key: value for key, value in labels.items() if key.startswith("groundplan-")},
        },
        **({"spec": {"taints": node["spec"]["taints"]}} if node.get("spec", {}).get("taints") else {}),
    }


def up(variables: Mapping[str, str]) -> tuple[float, list[Manifest]]:
    """Return the seconds of `up`, and what it made, secrets in plain."""
    with stage(CPU_NODES + GPU_NODES) as world:
        world.provider |= variables
        spent = spent_by(world, "up", "--plan", str(world.plan), "--yes")
        exported = json.loads(world.shell("pulumi stack export --show-secrets").stdout)
        nodes = json.loads(world.control_plane.kubectl("get", "nodes", "--output", "json"))["items"]
    return spent.seconds, [*map(node_manifest, nodes), *manifests_of(exported)]


def applied(manifests: Sequence[Manifest]) -> tuple[float, float]:
    """Return the seconds until kubectl has applied all, and until all of it is ready."""
    with stage(CPU_NODES + GPU_NODES) as world:
        plane, begun = world.control_plane, time.monotonic()
        ordered = waves(manifests)
        for wave in ordered:
            apply(plane, wave)
            kinds = {manifest["kind"] for manifest in wave}
            if kinds & set(FIRST_KINDS):
                wait(plane, "customresourcedefinitions", "condition=Established")
            elif "Deployment" in kinds and wave is not ordered[-1]:
                wait(plane, "deployments.apps", READY["deployments.apps"])
        seconds = time.monotonic() - begun
        for kind, condition in READY.items():
            wait(plane, kind, condition)
        return seconds, time.monotonic() - begun


def wait(plane: ControlPlane, kind: str, condition: str) -> None:
    """Wait until every object of a kind is as asked."""
    plane.kubectl("wait", kind, "--all", "--all-namespaces", f"--for={condition}", f"--timeout={LIMIT_S}s")


def one_repeat(number: int) -> Repeat:
    """Measure the three sides; whoever comes second finds warm caches, so the two sides of `up` change places."""
    if number % 2:
        bare, _ = up(WITHOUT_CHECKPOINTS)
        usual, manifests = up({})
        kubectl = applied(manifests)
    else:
        usual, manifests = up({})
        kubectl = applied(manifests)
        bare, _ = up(WITHOUT_CHECKPOINTS)
    plain = plain_up(manifests) if number < PLAIN_REPEATS else None
    return Repeat(
        up=usual, up_without_checkpoints=bare, applied=kubectl[0], ready=kubectl[1], plain=plain,
        objects=len(manifests),
    )  # fmt: skip


def comparisons(repeats: Sequence[Repeat]) -> list[Comparison]:
    """Return the rows."""
    usual, bare = [one.up for one in repeats], [one.up_without_checkpoints for one in repeats]
    until_applied, until_ready = [one.applied for one in repeats], [one.ready for one in repeats]
    return [
        Comparison(what=what, unit="s", ours=ours, theirs=theirs, goal=goal)
        for what, ours, theirs, goal in (
            ("against a bare apply", usual, until_applied, f"{GOAL} or less"),
            ("against apply and wait", usual, until_ready, "reported"),
            ("state written once, against apply and wait", bare, until_ready, "reported"),
        )
    ]


def verdict(repeats: Sequence[Repeat]) -> str:
    """Return the sentences that say whether the goal is met, and what the state costs."""
    median = {
        name: statistics.median(getattr(one, name) for one in repeats)
        for name in ("up", "up_without_checkpoints", "applied", "objects")
    }
    ratio = statistics.median(one.up / one.applied for one in repeats)
    plain = [one.plain for one in repeats if one.plain is not None]
    met = "is met" if ratio <= GOAL else "is not met"
    return (
        f"The goal {met}: {median['objects']:.0f} objects, {median['objects'] / median['up']:.1f} a second by `up` and "
        f"{median['objects'] / median['applied']:.1f} by kubectl. Writing the state after every step costs "
        f"{median['up'] - median['up_without_checkpoints']:.0f} s of {median['up']:.0f} s. Plain Pulumi takes "
        f"{statistics.median(plain):.0f} s for the same objects (measured {len(plain)} times)."
    )


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kubernetes_apply")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting, repeats = busy(), []
    for number in range(given.repeats):
        repeats.append(one_repeat(number))
        sys.stderr.write(f"{repeats[-1]}\n")
    explanation = f"{EXPLANATION.strip()}\n\n{verdict(repeats)}"
    text = section(TITLE, explanation, comparisons(repeats), waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
