"""The plan of a stack is found from where the engine works, by one key of the configuration, and read only if sound."""

import json
from pathlib import Path

import pytest

from policies.judge.plan_at_hand import CONFIGURATION, MAX_PLAN_BYTES, PLAN_KEY, plan_text

ENGINE, LAUNCHER, PACK = 100, 101, 102
"""Processes: each was started by the one before it."""


class Machine:
    """A project, a checkout with a pack in it, and processes as /proc shows them."""

    def __init__(self, root: Path) -> None:
        self.project, self.checkout, self.processes = root / "project", root / "checkout", root / "proc"
        self.pack = self.checkout / "policies" / "security"
        for folder in (self.project, self.pack, self.processes):
            folder.mkdir(parents=True)
        for folder in (self.project, self.checkout):
            (folder / "Pulumi.yaml").write_text("name: groundplan\n", encoding="utf-8")

    def start(self, process: int, parent: int, folder: Path, *command: str) -> None:
        """Show a process."""
        shown = self.processes / str(process)
        shown.mkdir()
        (shown / "cwd").symlink_to(folder)
        (shown / "cmdline").write_bytes("\0".join(command).encode())
        (shown / "status").write_text(f"Name:\tx\nPid:\t{process}\nPPid:\t{parent}\n", encoding="utf-8")

    def start_engine(self, folder: Path) -> None:
        """Show an engine that works in a folder, and its script that starts packs in their own."""
        self.start(ENGINE, 1, folder, "pulumi", "preview")
        self.start(
            LAUNCHER, ENGINE, self.pack, "/bin/sh", "/bin/pulumi-analyzer-policy-python", "127.0.0.1:9", "."
        )

    def plan(self, named: object, parent: int = LAUNCHER) -> str | None:
        """Return the plan that the pack finds where the configuration names one."""
        return self.plan_by({CONFIGURATION: json.dumps({PLAN_KEY: named, "groundplan:secret": "x"})}, parent)

    def plan_by(self, environment: dict[str, str], parent: int = LAUNCHER) -> str | None:
        """Return the plan that the pack finds in an environment."""
        return plan_text(environment, self.pack, self.processes, parent)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine whose engine works in the project, which is not where the pack is."""
    made = Machine(tmp_path)
    made.start_engine(made.project)
    (made.project / "plan.yaml").write_text("name: here\n", encoding="utf-8")
    (made.checkout / "plan.yaml").write_text("name: there\n", encoding="utf-8")
    return made


def test_the_plan_is_the_one_of_the_project_that_the_engine_works_in(machine: Machine) -> None:
    assert machine.plan("plan.yaml") == "name: here\n", "the pack may be linked into it from a checkout"


def test_the_engine_may_start_a_pack_itself(machine: Machine) -> None:
    assert machine.plan("plan.yaml", parent=ENGINE) == "name: here\n", "a script may end in what it starts"


def test_the_engine_may_work_below_the_root(tmp_path: Path) -> None:
    made = Machine(tmp_path)
    (made.project / "stacks").mkdir()
    made.start_engine(made.project / "stacks")
    (made.project / "plan.yaml").write_text("name: here\n", encoding="utf-8")
    assert made.plan("plan.yaml") == "name: here\n", "as the engine itself looks for its project"


@pytest.mark.parametrize("parent", [LAUNCHER, 9999])
def test_where_the_engine_cannot_be_seen_it_is_the_project_of_the_pack(tmp_path: Path, parent: int) -> None:
    made = Machine(tmp_path)
    made.start_engine(tmp_path)
    (made.checkout / "plan.yaml").write_text("name: there\n", encoding="utf-8")
    assert made.plan("plan.yaml", parent=parent) == "name: there\n", "no project, or no process, is there"


def test_a_plan_may_be_named_by_its_whole_path(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("\ufeffname: other\n", encoding="utf-8")
    assert machine.plan(str(tmp_path / "other.yaml")) == "name: other\n", "with a mark at its start too"


@pytest.mark.parametrize(
    "environment", ["", "{", "[]", "null", "{}", '{"other:plan": "plan.yaml"}', "[" * 100_000]
)
def test_without_a_name_there_is_no_plan(machine: Machine, environment: str) -> None:
    assert machine.plan_by({CONFIGURATION: environment}) is None
    assert machine.plan_by({}) is None


@pytest.mark.parametrize(
    "named", ["", "missing.yaml", ".", 3, None, ["plan.yaml"], "plan.yaml\0", "x" * 5000]
)
def test_a_name_that_leads_to_no_file_leads_to_no_plan(machine: Machine, named: object) -> None:
    assert machine.plan(named) is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * (MAX_PLAN_BYTES + 1)])
def test_a_file_that_can_be_no_plan_is_none(machine: Machine, content: bytes) -> None:
    (machine.project / "plan.yaml").write_bytes(content)
    assert machine.plan("plan.yaml") is None
