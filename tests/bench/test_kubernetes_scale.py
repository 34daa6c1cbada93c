"""The plan grows with the nodes, memory is read of a whole tree, and growth is told against linear."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.plan.loading import load_plan
from components.topology.facts import KubernetesFacts, NodeFacts
from components.topology.queues import queueing_errors
from components.topology.resolve import resolve
from tests.bench.kubernetes_scale import Measured, growth, section
from tests.bench.kubernetes_stage import Spent, tree_bytes, widened
from tests.end_to_end.kubernetes_world import EXAMPLE

CHILD_BYTES = 200 * 2**20
HOLDS = f"held = bytearray({CHILD_BYTES}); print(flush=True); input()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}])"


def spent(seconds: float) -> Measured:
    return Measured(
        preview=Spent(seconds=seconds, peak_bytes=2**20), up=Spent(seconds=2 * seconds, peak_bytes=2**21)
    )


@pytest.mark.parametrize("gpu_nodes", [2, 6, 96, 996])
def test_the_example_plan_stays_one_when_it_is_widened(gpu_nodes: int, tmp_path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(widened(EXAMPLE.read_text(encoding="utf-8"), gpu_nodes), encoding="utf-8")
    plan = json.loads(load_plan(path).model_dump_json())
    counts = {pool["name"]: pool["count"] for pool in plan["clusters"][0]["pools"]}
    assert f"count: {gpu_nodes}" in path.read_text(encoding="utf-8")
    assert counts["head"] != counts["gpu"], "only the GPU pool grows"
    (queue,) = plan["queues"]
    assert (queue["gpu"], plan["clusters"][0]["queue"]) == ([f"{8 * gpu_nodes}xH100"], queue["name"]), (
        "and the share of the queue in which the cluster waits"
    )


def test_the_widened_plan_fits_its_nodes_and_its_share(tmp_path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(widened(EXAMPLE.read_text(encoding="utf-8"), 996), encoding="utf-8")
    cpu = [NodeFacts(name=f"cpu-{n}", cpus=32, memory_bytes=128 * 2**30) for n in range(1, 5)]
    gpu = [
        NodeFacts(name=f"gpu-{n}", cpus=96, memory_bytes=2**40, gpus=8, gpu_model="NVIDIA-H100-80GB-HBM3")
        for n in range(1, 997)
    ]
    made = resolve(load_plan(path), KubernetesFacts(nodes=(*cpu, *gpu)))
    assert queueing_errors(made) == [], "who waits in a share that is too small waits for ever"


def test_what_is_not_the_example_is_not_widened_by_halves() -> None:
    with pytest.raises(ValueError, match="0 places"):
        widened("name: atlas", 6)


@given(st.floats(0.1, 100), st.floats(0, 100), st.floats(0.01, 10))
def test_growth_with_a_fixed_part_is_never_above_linear(fixed: float, fixed_more: float, each: float) -> None:
    small, large = (fixed + fixed_more + each * nodes for nodes in (10, 100))
    assert growth(small, large, (10, 100)) < 1.0
    assert growth(each * 10, each * 100, (10, 100)) == pytest.approx(1.0), "linear is one"


def test_the_section_tells_medians_growth_repeats_and_what_was_not_measured() -> None:
    text = section({100: [spent(40.0)] * 3, 10: [spent(9.0), spent(10.0), spent(500.0)]}, waiting=0.5)
    assert "| 10 nodes | 10.0 | 20.0 | 1.0 | 2.0 | 3 |" in text, "the median counts"
    assert "| growth, 10 to 100 | **0.40** | **0.40** | **0.10** | **0.10** | |" in text
    assert "Not measured in this run: 1,000 nodes." in text


def test_memory_is_that_of_all_below_a_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        held = tree_bytes(process.pid)
        process.communicate("\n")
    assert CHILD_BYTES < held < 2 * CHILD_BYTES, "the child's memory counts for the parent"
    assert tree_bytes(process.pid) == 0, "who has ended holds nothing"
    assert tree_bytes(os.getpid()) > 0
