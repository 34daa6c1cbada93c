"""`groundplan up` on the true engine with a simulated program."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.stacks.conftest import PLAN, SimulatedMachine, wait_until

pytestmark = pytest.mark.engine

EVERYTHING = {"key-datasets", "token-train", "datasets", "train-head-0"}


def plan_of(machine: SimulatedMachine) -> str:
    return str(machine.world / "plan.yaml")


def plans_named(machine: SimulatedMachine) -> list[str]:
    """Return the plan that the stack's configuration names, if it names one."""
    file = machine.project / "stacks" / "config" / "Pulumi.local.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.partition("groundplan:plan: ")[2] for line in lines if "groundplan:plan: " in line]


def up(machine: SimulatedMachine, *more: str) -> subprocess.CompletedProcess[str]:
    return machine.groundplan("up", "--yes", "--plan", plan_of(machine), *more)


def test_up_creates_then_changes_nothing_then_heals_only_what_is_gone(machine: SimulatedMachine) -> None:
    first = up(machine)
    assert first.returncode == 0, first.stderr
    assert machine.made() == EVERYTHING, "everything of the program is made"
    assert "$ pulumi up --policy-pack policies/all --yes --stack local" in first.stderr, "the plain command"
    assert "http://127.0.0.1:1" in first.stdout, "the addresses are the result"

    assert not list((machine.folder / "home" / ".pulumi").glob("plugins/*")), "no provider is fetched"
    assert not list((machine.folder / "temporary").iterdir()), (
        "or looked for in vain: the engine would tell here"
    )

    second = machine.groundplan("up", "--yes")
    assert second.returncode == 0, second.stderr
    assert "config set" not in second.stderr, "the configuration already names the plan"
    assert "  done: 6 same" in second.stderr, "a second up changes nothing"

    (machine.world / "train-head-0").unlink()
    third = machine.groundplan("up", "--yes")
    assert third.returncode == 0, third.stderr
    assert machine.made() == EVERYTHING, "what was gone is there again"
    healed = [line for line in third.stderr.splitlines() if line.startswith("  ~")]
    assert [line.split()[1:3] for line in healed] == [["hosts:Raylet", "train-head-0"]], (
        "only that was touched"
    )

    status = machine.groundplan("status", "--json")
    assert status.returncode == 0, status.stderr
    [cluster] = json.loads(status.stdout)["clusters"]
    assert cluster["nodes"] == [{"pool": "head", "node": "train-head-0", "state": "alive"}], "the live state"


def test_a_refused_plan_a_refusing_policy_and_a_failing_host_end_differently(
    machine: SimulatedMachine,
) -> None:
    machine.order(refuse="clusters[0]: needs 64 GiB, there are 24 GiB; ask for less")
    refused = up(machine)
    assert refused.returncode == 2, refused.stderr
    assert "groundplan: clusters[0]: needs 64 GiB" in refused.stderr, "the program's own sentence is told"

    machine.order(forbid="train-head-0")
    forbidden = up(machine)
    assert forbidden.returncode == 3, forbidden.stderr
    assert "security/no-forbidden-node" in forbidden.stderr, "the rule is named"
    assert machine.made() == set(), "a policy refuses before anything is made"

    machine.order(fail="train-head-0")
    failed = up(machine)
    assert failed.returncode == 1, failed.stderr
    assert "HostError: the simulated disk is full; free some space" in failed.stderr, "the host's sentence"
    assert "Traceback" not in failed.stderr, "no traceback reaches the user"

    machine.order()
    assert up(machine).returncode == 0, "the next up goes on"
    assert machine.made() == EVERYTHING, "and completes what is missing"


def test_a_living_engine_is_respected_and_an_interrupt_waits_for_it(machine: SimulatedMachine) -> None:
    machine.order(wait="train-head-0")
    first = machine.start("up", "--yes", "--plan", plan_of(machine))
    wait_until(lambda: (machine.world / "train-head-0").exists(), "the node's creation has begun")
    [lock] = machine.locks()

    second = up(machine)
    assert second.returncode == 2, second.stderr
    assert f"process {lock['pid']}" in second.stderr, "who holds the stack is told"
    assert machine.locks() == [lock], "the lock of a living engine is never broken"

    first.send_signal(signal.SIGINT)
    (machine.world / "go-on").touch()
    _output, errors = first.communicate(timeout=60)
    assert first.returncode == 130, errors
    assert machine.locks() == [], "the engine ended in order and gave its lock back"


def test_after_a_killed_engine_the_next_up_just_works(machine: SimulatedMachine) -> None:
    machine.order(wait="train-head-0")
    first = machine.start("up", "--yes", "--plan", plan_of(machine))
    wait_until(lambda: (machine.world / "train-head-0").exists(), "the node's creation has begun")
    [lock] = machine.locks()
    first.kill()
    first.communicate(timeout=60)
    os.kill(lock["pid"], signal.SIGKILL)
    machine.order()
    machine.cut_attributes()
    status = machine.groundplan("status")
    assert "is not up" in status.stderr, f"the state can be read beside a write that was cut: {status.stderr}"

    again = up(machine)
    assert again.returncode == 0, again.stderr
    assert "taking away the lock of a dead engine" in again.stderr, "it says what it does"
    assert "ended what it left running" in again.stderr, "the orphaned plugins are ended"
    assert machine.made() == EVERYTHING, "what the killed run began is adopted"
    state = subprocess.run(
        ["pulumi", "stack", "export", "--stack", "local"],
        cwd=machine.project,
        env=machine.plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert not json.loads(state.stdout)["deployment"].get("pending_operations"), "nothing stays half done"


def test_up_refuses_before_anything_is_made(machine: SimulatedMachine) -> None:
    wrong = machine.world / "wrong.yaml"
    wrong.write_text(PLAN.replace("target: local", "target: moon"), encoding="utf-8")
    for arguments, reason in (
        (("up", "--plan", plan_of(machine)), "--yes is required"),
        (("up", "--yes"), "has no plan yet"),
        (("up", "--yes", "--plan", "nowhere.yaml"), "there is no file"),
        (("up", "--yes", "--plan", str(wrong)), "wrong.yaml:2:"),
        (("up", "--yes", "--plan", plan_of(machine), "--stack", "../x"), "is not a stack's name"),
    ):
        done = machine.groundplan(*arguments)
        assert done.returncode == 2, f"{arguments}: {done.stderr}"
        assert reason in done.stderr, f"{arguments} tells why"
        assert "Traceback" not in done.stderr, f"{arguments} shows no traceback"
    assert not list(machine.project.glob("stacks/config/*")), "no configuration was made"


def test_on_a_terminal_the_changes_are_shown_and_asked_for(machine: SimulatedMachine) -> None:
    exit_code, text = machine.on_terminal("up", "--plan", plan_of(machine), answer="no")
    assert exit_code == 2, text
    assert "+ hosts:Raylet train-head-0  to create" in text, "what would change is shown first"
    assert machine.made() == set(), "without consent nothing is made"
    assert plans_named(machine) == [], "nor is the plan persisted"

    exit_code, text = machine.on_terminal("up", "--plan", plan_of(machine), answer="yes")
    assert exit_code == 0, text
    assert machine.made() == EVERYTHING, "with consent everything is"
    assert "--skip-preview" not in text, "the rules judge once more before anything is changed"
    assert plans_named(machine) == [plan_of(machine)], "with consent the stack follows the plan"


def test_a_preview_leaves_the_choice_of_the_plan_alone(machine: SimulatedMachine) -> None:
    first = machine.groundplan("preview", "--plan", plan_of(machine))
    assert first.returncode == 0, first.stderr
    assert "an empty one is made" in first.stderr, "that the engine needs a stack is told"
    assert plans_named(machine) == [], "a preview chooses no plan"
    assert up(machine).returncode == 0, "the stack now follows its plan"
    other = machine.world / "other.yaml"
    other.write_text(PLAN, encoding="utf-8")
    again = machine.groundplan("preview", "--plan", str(other))
    [shown] = [line for line in again.stderr.splitlines() if line.startswith("$ pulumi preview")]
    copy = Path(shown.partition("--config-file ")[2].split()[0])
    assert str(other) in copy.read_text(encoding="utf-8"), "the command that was shown can be run again"
    other.unlink()
    assert again.returncode == 0, again.stderr
    assert f"stack local follows {other}" in again.stderr, "the plan that was given is looked at"
    assert plans_named(machine) == [plan_of(machine)], "and the stack still follows its own"
