"""The objects of a stack on Kubernetes by plain Pulumi: a program that declares each, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from stacks.engine.environment import engine_environment
from tests.bench.kubernetes_objects import Manifest, waves
from tests.bench.kubernetes_stage import CPU_NODES, GPU_NODES, LIMIT_S, stage

PROJECT = Path(__file__).with_name("simulated_plain_objects")
STACK = "plain"


def declared(manifests: Sequence[Manifest]) -> list[Manifest]:
    """Return what a program declares, in an order in which each may name what it needs; nodes are there already."""
    return [each for wave in waves(manifests) for each in wave if each["kind"] != "Node"]


def plain_up(manifests: Sequence[Manifest]) -> float:
    """Return the seconds of `pulumi up --skip-preview`, until all is ready; raises SystemExit where it fails."""
    nodes = [each for each in manifests if each["kind"] == "Node"]
    with stage(CPU_NODES + GPU_NODES) as world:
        given = json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes})
        world.control_plane.kubectl(
            "apply", "--server-side", "--force-conflicts", "--filename", "-", input=given
        )
        project = Path(shutil.copytree(PROJECT, world.folder / "plain"))
        (project / "manifests.json").write_text(json.dumps(declared(manifests)), encoding="utf-8")
        (world.folder / "backend").mkdir()
        environment = {
            **world.environment,
            **engine_environment(),
            "PULUMI_HOME": str(world.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{world.folder / 'backend'}",
            "PULUMI_CONFIG_PASSPHRASE": "for a benchmark",
        }
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])

        def pulumi(*arguments: str) -> None:
            done = subprocess.run(
                ["pulumi", *arguments, "--non-interactive"], cwd=project, env=environment, capture_output=True,
                text=True, timeout=LIMIT_S, check=False,
            )  # fmt: skip
            if done.returncode != 0:
                raise SystemExit(f"pulumi {arguments} ended {done.returncode}\n{done.stdout}\n{done.stderr}")

        pulumi("stack", "init", STACK)
        begun = time.monotonic()
        pulumi("up", "--yes", "--skip-preview", "--stack", STACK)
        return time.monotonic() - begun
