"""A node that died is seen by `refresh`, and the next `up` starts that one again and no other."""

import os
import signal
from pathlib import Path

import pytest

from components.hosts.agent import records
from tests.end_to_end.world import World, wait_until

pytestmark = pytest.mark.cluster

NODE = "train-workers-1"


def raylet_of(world: World, node: str) -> int:
    """The PID of the raylet process of a node."""
    for pid in records.processes_of(str(world.state_folder), node):
        if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "raylet":
            return pid
    raise AssertionError(f"{node} has no raylet")


def test_a_killed_raylet_is_seen_by_refresh_and_healed_alone(world: World) -> None:
    before = world.incarnations()
    os.kill(raylet_of(world, NODE), signal.SIGKILL)
    wait_until(
        lambda: not list(records.processes_of(str(world.state_folder), NODE)), "the end of the whole node"
    )
    assert world.node_states()[NODE] == "dead", "status looks at the machine, not at the record"
    refreshed = world.shell(f"pulumi refresh --yes --stack {world.stack} --non-interactive")
    assert "1 updated" in refreshed.stdout, refreshed.stdout + refreshed.stderr
    world.run("up", "--yes")
    after = world.incarnations()
    assert {name for name in after if after[name] != before[name]} == {NODE}, "only the dead node is new"
    assert world.node_states()[NODE] == "running"
    done = world.shell("ray job submit -- python -c 'import ray; ray.init(); print(ray.cluster_resources())'")
    assert "'pool:workers': 2.0" in done.stdout, done.stdout + done.stderr


def test_a_dead_head_takes_its_workers_along_and_leaves_the_other_cluster_alone(world: World) -> None:
    before = world.incarnations()
    os.kill(raylet_of(world, "serve-head-0"), signal.SIGKILL)
    wait_until(lambda: world.node_states()["serve-head-0"] == "dead", "the end of the head")
    world.run("up", "--yes")
    after = world.incarnations()
    changed = {name for name in after if after[name] != before[name]}
    assert {"serve-head-0", "serve-replicas-0"} <= changed, "workers of a new head start anew"
    assert not any(name.startswith(("train", "sandbox", "volume")) for name in changed), changed
    assert set(world.node_states().values()) == {"running"}
