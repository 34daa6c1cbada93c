"""`groundplan drift` names what was changed behind a stack's back and what `up` would do, and changes nothing."""

import json
import subprocess

import pytest

from stacks.cli.drift import described, document_of, merged
from stacks.cli.main import run
from stacks.drifted import Drifted
from stacks.events import ResourceChange
from tests.stacks.conftest import SimulatedMachine

GONE = Drifted(kind="hosts:Raylet", name="train-head-0", is_gone=True, properties=())
CHANGED = Drifted(kind="aws:Bucket", name="datasets", is_gone=False, properties=("tags", "versioning"))


def step(operation: str, name: str = "datasets") -> ResourceChange:
    return ResourceChange(stage="planned", operation=operation, kind="aws:Bucket", name=name)


def test_the_steps_of_a_replacement_are_one_change() -> None:
    steps = [step("create-replacement"), step("replace"), step("delete-replaced"), step("update", "models")]
    assert merged(steps) == {("aws:Bucket", "datasets"): "replace", ("aws:Bucket", "models"): "update"}


def test_what_differs_is_named_with_its_properties_and_never_with_their_values() -> None:
    changes = merged([step("update")])
    assert described([GONE, CHANGED], changes) == [
        "otherwise than the state has it:",
        "  hosts:Raylet train-head-0: gone",
        "  aws:Bucket datasets: changed: tags, versioning",
        "after a refresh, `groundplan up` would:",
        "  ~ update aws:Bucket datasets",
    ]
    assert described([], {}) == [], "where nothing differs nothing is listed"
    assert document_of("prod", [GONE], changes) == {
        "stack": "prod",
        "drifted": [{"type": "hosts:Raylet", "name": "train-head-0", "gone": True, "properties": []}],
        "changes": [{"operation": "update", "type": "aws:Bucket", "name": "datasets"}],
    }


def test_a_stack_without_a_plan_is_refused_before_anything_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["drift", "--stack", "never-was"]) == 2
    assert "stack never-was has no plan yet" in capsys.readouterr().err


@pytest.mark.engine
def test_what_was_changed_behind_the_back_of_a_stack_is_named_and_nothing_is_changed(
    machine: SimulatedMachine,
) -> None:
    early = machine.groundplan("drift")
    assert early.returncode == 2 and "has no plan yet" in early.stderr, early.stderr
    made = machine.groundplan("up", "--yes", "--plan", str(machine.world / "plan.yaml"))
    assert made.returncode == 0, made.stderr

    same = machine.groundplan("drift")
    assert same.returncode == 0, same.stderr
    assert same.stdout == "stack local is as its state and its plan say\n"

    (machine.world / "train-head-0").unlink()
    (machine.world / "datasets").write_text("by somebody else", encoding="utf-8")
    before = exported(machine)
    found = machine.groundplan("drift", "--json")
    assert found.returncode == 4, found.stderr
    document = json.loads(found.stdout)
    assert sorted(document["drifted"], key=lambda each: each["name"]) == [
        {"type": "hosts:Volume", "name": "datasets", "gone": False, "properties": ["content"]},
        {"type": "hosts:Raylet", "name": "train-head-0", "gone": True, "properties": []},
    ]
    assert document["changes"] == [{"operation": "create", "type": "hosts:Raylet", "name": "train-head-0"}]
    assert " --refresh --stack local" in found.stderr, "the plain command"
    assert "by somebody else" not in found.stdout + found.stderr, "a value may be secret"
    assert exported(machine) == before and not (machine.world / "train-head-0").exists(), "nothing is changed"


def exported(machine: SimulatedMachine) -> str:
    """Return the state of the stack as a plain engine exports it."""
    return subprocess.run(
        ["pulumi", "stack", "export", "--stack", "local"],
        cwd=machine.project,
        env=machine.plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
