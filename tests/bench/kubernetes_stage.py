"""Where the benchmarks on Kubernetes are measured: a control plane with operators, nodes and a widened example plan."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from stacks.offline.simulated_kubernetes.attachment import attached_provider
from tests.bench.kubernetes_objects import Manifest
from tests.control_plane.cluster import ControlPlane
from tests.end_to_end.kubernetes_world import KubernetesWorld, add_example_nodes

HEAD = Path(__file__).parents[1] / "components" / "ray" / "simulated_ray_head.py"
CPU_NODES, GPU_NODES = 4, 2
"""Those of the example; its inventory takes every `gpu-*` that is added."""
POLL_S = 1.0
"""How often memory is read: its peaks last for seconds, and to walk all processes of a machine takes milliseconds."""
LIMIT_S = 1800
"""A hang must end the benchmark; six times the issue's limit for 1,000 nodes."""


PAUSE_S = 1.0
"""Between two tries of what an operator's webhook refused while it started."""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a command took: wall time, and the most that it and all below it had in memory at once."""

    seconds: float
    peak_bytes: int


def widened(plan: str, gpu_nodes: int) -> str:
    """Return the text of the example plan with so many GPU nodes; raises ValueError where it is not the example.

    The share of its queue grows with them: to twice the nodes belongs twice the share.
    """
    share = f"cpu: {64 * gpu_nodes}, memory: {512 * gpu_nodes}GiB, gpu: [{8 * gpu_nodes}xH100]"
    for pattern, replacement in (
        (r"cpu: 128, memory: 1TiB, gpu: \[16xH100\]", share),
        (r"gpu: 8xH100\}, count: \d+", f"gpu: 8xH100}}, count: {gpu_nodes}"),
    ):
        plan, count = re.subn(pattern, replacement, plan)
        if count != 1:
            raise ValueError(
                f"the example plan has {count} places like {pattern!r}; one is needed to widen it"
            )
    return plan


@contextmanager
def stage(nodes: int) -> Iterator[KubernetesWorld]:
    """Give a stack that may be brought up on so many nodes, six at least; nothing of it stays.

    It is not taken down: what it made goes with its control plane.
    """
    with ControlPlane() as plane:
        plane.start("kuberay", arguments=("--use-kubernetes-proxy",))
        plane.start("kueue")
        plane.start("volumes")
        head = plane.run_inside([sys.executable, str(HEAD)])
        add_example_nodes(plane)
        plane.add_nodes(
            nodes - CPU_NODES - GPU_NODES, prefix="gpu", first=GPU_NODES + 1, cpus=96, memory="1Ti", gpus=8,
            gpu_product="NVIDIA-H100-80GB-HBM3", zone="a",
        )  # fmt: skip
        with attached_provider() as provider, _world(plane, provider) as world:
            if nodes != CPU_NODES + GPU_NODES:
                plan = world.plan.read_text(encoding="utf-8")
                world.plan.write_text(widened(plan, nodes - CPU_NODES), encoding="utf-8")
            yield world
        head.terminate()
        head.wait()


@contextmanager
def _world(plane: ControlPlane, provider: dict[str, str]) -> Iterator[KubernetesWorld]:
    world = KubernetesWorld(control_plane=plane, provider=provider)
    try:
        yield world
    finally:
        shutil.rmtree(world.folder)
        world.configuration.unlink(missing_ok=True)


def apply(plane: ControlPlane, manifests: Sequence[Manifest]) -> None:
    """Apply some objects, again where a webhook was not up yet; raises SystemExit with what stays refused."""
    document = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(manifests)})
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            plane.kubectl("apply", "--server-side", "--force-conflicts", "--filename", "-", input=document)
        except subprocess.CalledProcessError as error:
            if time.monotonic() > deadline:
                raise SystemExit(f"kubectl apply: {error.stderr}") from error
            sys.stderr.write(f"kubectl apply, once more: {error.stderr[-300:]}\n")
            time.sleep(PAUSE_S)
        else:
            return


def spent_by(world: KubernetesWorld, *arguments: str) -> Spent:
    """Run `groundplan ARGUMENTS` and return what it took; raises SystemExit with its words where it fails."""
    begun = time.monotonic()
    process = world.start(*arguments)
    memory = _Memory(process.pid)
    try:
        out, err = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    finally:
        memory.end()
    if process.returncode != 0:
        raise SystemExit(f"groundplan {' '.join(arguments)} ended {process.returncode}\n{out}\n{err}")
    return Spent(seconds=time.monotonic() - begun, peak_bytes=memory.peak_bytes)


def tree_bytes(pid: int) -> int:
    """Return what a process and all below it have in memory, pages that they share counted for each."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += each.memory_info().rss
    return total


class _Memory:
    """Reads the memory of a process and all below it until told to end."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Read no more."""
        self._ended.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._ended.is_set():
            self.peak_bytes = max(self.peak_bytes, tree_bytes(self._pid))
            self._ended.wait(POLL_S)
