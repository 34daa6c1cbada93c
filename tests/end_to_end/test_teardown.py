"""`down` leaves nothing, keeps what it is told to keep, and cleans up after any `kill -9`. Runs last of its folder."""

import socket
from pathlib import Path

import pytest

from stacks.paths import PROJECT_ROOT
from tests.end_to_end.test_closed import ports_of
from tests.end_to_end.world import World, kill_with_all_below, wait_until, wait_while_it_runs

pytestmark = pytest.mark.cluster


def assert_nothing_is_left(world: World) -> None:
    """No process, mount, port or file of the stack."""
    assert world.processes() == []
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    assert str(world.folder) not in mounts
    assert not world.state_folder.exists(), sorted(world.state_folder.rglob("*"))
    kept = {world.plan, world.folder / "config" / "groundplan" / "passphrase"}
    backend = world.folder / "state" / "groundplan" / "backend"
    left = [path for path in world.folder.rglob("*") if path.is_file() and backend not in path.parents]
    assert set(left) <= kept, f"only the plan, the passphrase and the engine's own history stay: {left}"
    assert not (PROJECT_ROOT / "stacks" / "config" / f"Pulumi.{world.stack}.yaml").exists()
    for ports in ports_of(world).values():
        for port in (ports.job_api, ports.serve):
            with socket.socket() as listener:
                # What listens refuses all the same; only the memory of closed connections is passed over.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(("127.0.0.1", port))


@pytest.fixture
def taken_down(world: World) -> World:
    """The stack when it is not up: who runs one test of this file alone gets it up."""
    if world.processes():
        world.run("down", "--yes")
    return world


def test_kept_data_comes_back_with_the_next_up(trained: World) -> None:
    trained.run("down", "--keep-data", "--yes")
    assert trained.processes() == [], "no process stays for kept data"
    assert (trained.state_folder / "volumes" / "registry" / "cipher").is_dir(), "the data stays, encrypted"
    trained.run("up", "--yes")
    trained.run("promote", "1")  # which reads the version that was trained before


def test_a_down_killed_in_the_middle_is_finished_by_the_next(trained: World) -> None:
    everything = len(trained.processes())
    process = trained.start("down", "--yes")
    wait_until(lambda: 0 < len(trained.processes()) < everything, "the first end of a process")
    kill_with_all_below(process)
    told = trained.run("down", "--yes")
    assert "Traceback" not in told.stderr
    assert_nothing_is_left(trained)


@pytest.mark.parametrize("stage", ["volume-models", "sandbox-train", "train-head-0"])
def test_an_up_killed_in_the_middle_leaves_nothing_after_down(taken_down: World, stage: str) -> None:
    world = taken_down
    process = world.start("up", "--plan", str(world.plan), "--yes")
    wait_while_it_runs(
        process, lambda: stage in {path.stem for path in world.records()}, f"the record of {stage}"
    )
    kill_with_all_below(process)
    told = world.run("down", "--yes")
    assert "Traceback" not in told.stderr
    assert_nothing_is_left(world)


def test_production_data_is_not_destroyed_without_its_name(taken_down: World) -> None:
    world = taken_down
    text = world.plan.read_text(encoding="utf-8").replace(
        "environment: development", "environment: production"
    )
    world.plan.write_text(text, encoding="utf-8")
    process = world.start("up", "--plan", str(world.plan), "--yes")
    wait_while_it_runs(
        process, lambda: "train-head-0" in {path.stem for path in world.records()}, "the first Ray node"
    )
    kill_with_all_below(process)
    refused = world.run("down", "--yes", expected=2)
    assert f"--destroy-data {world.name}" in refused.stderr, refused.stderr
    assert (world.state_folder / "volumes" / "models" / "cipher").is_dir(), "nothing changed"
    world.run("down", "--yes", "--destroy-data", world.name)
    assert_nothing_is_left(world)
    world.plan.write_text(
        text.replace("environment: production", "environment: development"), encoding="utf-8"
    )
