"""The objects of a stack on Kubernetes by plain Pulumi: a program that declares each, and nothing else."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.kubernetes_objects import Manifest, waves
from tests.bench.kubernetes_stage import CPU_NODES, GPU_NODES, apply, stage
from tests.bench.plain_pulumi import PlainStack

PROJECT = Path(__file__).with_name("simulated_plain_objects")


def declared(manifests: Sequence[Manifest]) -> list[Manifest]:
    """Return what a program declares, in an order in which each may name what it needs; nodes are there already."""
    return [each for wave in waves(manifests) for each in wave if each["kind"] != "Node"]


def plain_up(manifests: Sequence[Manifest]) -> float:
    """Return the seconds of `pulumi up --skip-preview`, until all is ready; raises SystemExit where it fails."""
    with stage(CPU_NODES + GPU_NODES) as world:
        apply(world.control_plane, [each for each in manifests if each["kind"] == "Node"])
        made = PlainStack(world.folder / "plain", PROJECT, "plain", world.environment)
        (made.project / "manifests.json").write_text(json.dumps(declared(manifests)), encoding="utf-8")
        begun = time.monotonic()
        made.call("up", "--yes", "--skip-preview")
        return time.monotonic() - begun
