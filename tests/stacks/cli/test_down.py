"""`groundplan down` on the true engine with a simulated program."""

import os
import shutil
import signal
from dataclasses import replace

import pytest

from tests.stacks.conftest import SimulatedMachine, wait_until

DATA = {"key-datasets", "datasets"}


def bring_up(machine: SimulatedMachine) -> None:
    done = machine.groundplan("up", "--yes", "--plan", str(machine.world / "plan.yaml"))
    assert done.returncode == 0, done.stderr


def left_in_state(machine: SimulatedMachine) -> list[str]:
    """Return the files that still name the stack in the user's state folder."""
    return [str(file) for file in machine.state.rglob("*local*") if file.is_file()]


@pytest.mark.engine
def test_kept_data_is_taken_back_and_then_nothing_is_left(machine: SimulatedMachine) -> None:
    bring_up(machine)
    kept = machine.groundplan("down", "--yes", "--keep-data")
    assert kept.returncode == 0, kept.stderr
    assert machine.made() == DATA, "the volume and its key stay, all else goes"
    assert "will be lost" not in kept.stderr, "nothing is lost, so no loss is told"
    inode = (machine.world / "datasets").stat().st_ino

    bring_up(machine)
    assert (machine.world / "datasets").stat().st_ino == inode, "the very same volume is taken back"

    done = machine.groundplan("down", "--yes")
    assert done.returncode == 0, done.stderr
    assert "store datasets (holds datasets)" in done.stderr, "the loss is told first"
    assert "digits version 2" in done.stderr, "model versions belong to the loss"
    assert machine.made() == set(), "no resource is left"
    assert left_in_state(machine) == [], "no file names the stack any more"
    assert not list(machine.project.glob("stacks/config/*")), "the configuration that up made is gone"
    assert machine.groundplan("down", "--yes").returncode == 0, "a second down has nothing to do and says so"


@pytest.mark.engine
def test_production_data_needs_the_name_of_its_plan(machine: SimulatedMachine) -> None:
    machine.order(environment="production")
    bring_up(machine)
    for arguments in ((), ("--destroy-data", "another")):
        refused = machine.groundplan("down", "--yes", *arguments)
        assert refused.returncode == 2, refused.stderr
        assert "first-light" in refused.stderr, "the name to give is told"
    assert machine.made() >= DATA, "nothing was destroyed"
    done = machine.groundplan("down", "--yes", "--destroy-data", "first-light")
    assert done.returncode == 0, done.stderr
    assert machine.made() == set(), "with the name everything goes, protected or not"


@pytest.mark.engine
@pytest.mark.parametrize("is_cut", [False, True], ids=["between two writes", "in the middle of a write"])
def test_down_removes_what_a_killed_up_left(machine: SimulatedMachine, is_cut: bool) -> None:
    machine.order(wait="train-head-0")
    first = machine.start("up", "--yes", "--plan", str(machine.world / "plan.yaml"))
    wait_until(lambda: (machine.world / "train-head-0").exists(), "the node's creation has begun")
    os.kill(machine.locks()[0]["pid"], signal.SIGKILL)
    _output, errors = first.communicate(timeout=60)
    assert first.returncode == 1, errors
    (machine.world / "plan.yaml").unlink()
    if is_cut:
        machine.cut_attributes()

    done = machine.groundplan("down", "--yes")
    assert done.returncode == 0, done.stderr
    assert "file train-head-0" in done.stdout, "the sweep tells what it removed"
    assert machine.made() == set(), "even without the plan nothing is left"
    assert left_in_state(machine) == [], "nor in the state"


@pytest.mark.engine
def test_without_a_state_data_is_spared_until_its_stack_is_named(machine: SimulatedMachine) -> None:
    bring_up(machine)
    shutil.rmtree(machine.state / "backend")
    refused = machine.groundplan("down", "--yes")
    assert refused.returncode == 2, refused.stderr
    assert "--destroy-data local" in refused.stderr, "their keys may lie in another backend"
    assert machine.made() >= DATA, "nothing was touched"
    done = machine.groundplan("down", "--yes", "--destroy-data", "local")
    assert done.returncode == 0, done.stderr
    assert machine.made() == set(), "the sweep removed everything"


@pytest.mark.engine
def test_with_a_lost_passphrase_the_machine_can_still_be_cleaned(machine: SimulatedMachine) -> None:
    bring_up(machine)
    (machine.folder / "configuration" / "groundplan" / "passphrase").unlink()
    kept = machine.groundplan("down", "--yes", "--keep-data")
    assert kept.returncode == 2, kept.stderr
    assert "losing it loses the volumes" in kept.stderr, "data that nobody can open cannot be kept"
    done = machine.groundplan("down", "--yes")
    assert done.returncode == 0, done.stderr
    assert "the passphrase is lost" in done.stderr, "it says so"
    assert machine.made() == set(), "everything on this machine is removed"
    assert left_in_state(machine) == [], "and the record with it"


def test_down_on_nothing_asks_for_no_engine_and_leaves_nothing(machine: SimulatedMachine) -> None:
    cache = machine.folder / "cache"
    fresh = {**machine.environment, "XDG_CACHE_HOME": str(cache), "PATH": "/usr/bin:/bin"}
    done = replace(machine, environment=fresh).groundplan("down", "--yes")
    assert done.returncode == 0, done.stderr
    assert "there is no state of stack local" in done.stderr, "it says that there was nothing to take down"
    assert not cache.exists(), "no engine was looked for, downloaded or built"
    assert not (machine.folder / "configuration").exists(), "a passphrase is never made to remove something"
    assert not machine.state.exists(), "nothing was made where nothing was"
