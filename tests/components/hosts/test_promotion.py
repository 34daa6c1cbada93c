"""Promotion enters its sandbox with no secret in its command and no power left; the registry's list never fails."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.hosts import promotion
from components.hosts.agent import records, spawning
from components.hosts.agent.records import HostError

STORES = {
    "models": {"holds": "models", "access": "write", "path": "/groundplan/stores/models"},
    "registry": {"holds": "registry", "access": "write", "path": "/groundplan/stores/registry"},
}
TOKEN = "token-of-a-test"
CODE = Path("/checkout of/groundplan")
NOT_RUNNING = "the promotion sandbox of stack test does not run; run `groundplan up` and promote again"

Write = Callable[[str], dict[str, Any]]
Put = Callable[[str], Path]


@pytest.fixture
def sandbox(folder: str) -> Write:
    """Return a function that writes the record of a promotion sandbox whose first process is this one."""

    def write(isolation: str) -> dict[str, Any]:
        records.announce(folder, promotion.SANDBOX, "Sandbox", isolation=isolation, stores=STORES)
        return records.settle(folder, promotion.SANDBOX, os.getpid())

    return write


def environment_in(command: list[str]) -> dict[str, str]:
    """Return the variables that `env -i` sets in a command."""
    begin = command.index("-i") + 1
    pairs = command[begin : command.index(sys.executable)]
    return dict(pair.split("=", 1) for pair in pairs)


def test_a_sandboxed_command_enters_every_namespace_first(sandbox: Write) -> None:
    sandbox("namespaces")
    command = promotion.command_inside("test", ["-m", "module"], code=CODE)
    entered = command[: command.index("--")]
    assert entered[:4] == ["nsenter", "--preserve-credentials", "--target", str(os.getpid())], (
        "it enters where the record says"
    )
    assert set(entered[4:]) == {"--user", "--mount", "--pid", "--net", "--ipc"}, "a namespace stays outside"


def test_a_sandboxed_command_gives_up_every_capability_before_the_program_runs(sandbox: Write) -> None:
    sandbox("namespaces")
    command = promotion.command_inside("test", ["-m", "module"], code=CODE)
    dropped = command.index("setpriv")
    assert command.index("--") < dropped < command.index("env") < command.index(sys.executable), (
        "entering gives all capabilities, so they are dropped after it and before the program"
    )
    assert command[dropped + 1 : command.index("env")] == [
        "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs",
    ], "a capability that survives could change the mounts that hold the rights"  # fmt: skip


def test_a_sandboxed_program_sees_its_stores_and_the_code_inside_and_nothing_of_the_caller(
    sandbox: Write, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "passphrase-of-a-test")
    sandbox("namespaces")
    command = promotion.command_inside("test", ["-m", "module"], code=CODE)
    variables = environment_in(command)
    assert json.loads(variables.pop("GROUNDPLAN_STORES")) == STORES, "the program would not find the stores"
    assert variables == {
        "PYTHONPATH": "/groundplan/code", "HOME": "/tmp/home", "SPT_NOENV": "1",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "GROUNDPLAN_STACK": folder, "GROUNDPLAN_ID": "sandbox-promotion",
    }, "a path of the host, or a variable of the caller, is in a sandbox that has neither"  # fmt: skip
    assert "passphrase-of-a-test" not in " ".join(command), "a secret of the caller is in an argument list"


@pytest.mark.parametrize("isolation", ["namespaces", "none"])
def test_no_command_holds_a_token(sandbox: Write, folder: str, isolation: str) -> None:
    record = sandbox(isolation)
    token_file = Path(folder) / "tokens" / "train"
    token_file.parent.mkdir()
    token_file.write_text(TOKEN, encoding="ascii")
    records.write_json(
        records.record_path(folder, promotion.SANDBOX),
        record | {"token": TOKEN, "token_path": str(token_file)},
    )
    command = promotion.command_inside("test", ["-m", "module"], code=CODE)
    assert TOKEN not in " ".join(command), "every user of the machine can read an argument list"
    assert not any("TOKEN" in name for name in environment_in(command)), "promotion speaks to no Ray cluster"


def test_without_isolation_the_command_is_plain(sandbox: Write, folder: str) -> None:
    sandbox("none")
    command = promotion.command_inside("test", ["-m", "module", "--to", "a b"], code=CODE)
    assert command[:2] == ["env", "-i"], "there is nothing to enter and no capability to drop"
    assert command[-5:] == [sys.executable, "-m", "module", "--to", "a b"], (
        "the arguments changed on their way"
    )
    variables = environment_in(command)
    assert variables["PYTHONPATH"] == str(CODE), "the code lies where the checkout is"
    assert variables["HOME"] == str(Path.home()), "there is no home of the sandbox"


def test_without_isolation_no_process_needs_to_run(folder: str) -> None:
    records.announce(folder, promotion.SANDBOX, "Sandbox", isolation="none", stores=STORES)
    assert promotion.command_inside("test", [], code=CODE)[-1] == sys.executable, (
        "nothing is there that could die"
    )


def test_promotion_is_the_module_of_the_registry(sandbox: Write) -> None:
    sandbox("namespaces")
    command = promotion.promotion_command("test", ["--version", "3"], code=CODE)
    assert command[-4:] == ["-m", "workloads.registry.promote", "--version", "3"], "something else would run"


def test_a_sandbox_that_was_never_made_is_refused_with_the_remedy(state_home: Path) -> None:
    with pytest.raises(HostError) as caught:
        promotion.command_inside("test", [], code=CODE)
    assert str(caught.value) == NOT_RUNNING, "the sentence says what does not run and what to do"


def test_a_dead_sandbox_is_refused_with_the_remedy(sandbox: Write, folder: str) -> None:
    record = sandbox("namespaces")
    record["start_ticks"] -= 1  # the PID was used again
    records.write_json(records.record_path(folder, promotion.SANDBOX), record)
    with pytest.raises(HostError) as caught:
        promotion.promotion_command("test", [], code=CODE)
    assert str(caught.value) == NOT_RUNNING, "another process would be entered in its place"


@pytest.mark.parametrize(
    ("version", "line"),
    [
        ({"version": 3, "accuracy": 0.97215}, "version 3 (held-out accuracy 0.9721)"),
        (
            {"version": "12", "accuracy": 1, "promoted": True},
            "version 12 (held-out accuracy 1.0000, promoted)",
        ),
        ({"version": 1, "accuracy": 0.5, "promoted": False}, "version 1 (held-out accuracy 0.5000)"),
    ],
)
def test_a_version_is_told_in_one_line(version: dict[str, Any], line: str) -> None:
    assert promotion.describe(version) == line, "the line says which version, how good, and whether it serves"


SIMULATED_REGISTRY = """
import json, os, sys
open(__file__ + ".ran", "w").close()
if sys.argv[1:] != ["--json"] or "GROUNDPLAN_STORES" not in os.environ:
    sys.exit("simulated registry: asked otherwise than the real one")
{body}
"""


@pytest.fixture
def registry(sandbox: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Return a function that puts a simulated registry's program in the place of the real one, without isolation.

    The function returns the file by which the program says that it ran.
    """

    def put(body: str) -> Path:
        sandbox("none")
        program = tmp_path / "workloads" / "registry" / "versions.py"
        program.parent.mkdir(parents=True)
        for package in (program.parent, program.parent.parent):
            (package / "__init__.py").touch()
        program.write_text(SIMULATED_REGISTRY.format(body=body), encoding="utf-8")
        monkeypatch.setattr(spawning, "CODE_ROOT", str(tmp_path))
        return Path(f"{program}.ran")

    return put


def test_versions_are_listed_as_the_registry_has_them(registry: Put) -> None:
    registry(
        'print(json.dumps([{"version": 1, "accuracy": 0.9}, {"version": 2, "accuracy": 0.95, "promoted": True}]))'
    )
    assert promotion.model_versions("test") == [
        "version 1 (held-out accuracy 0.9000)",
        "version 2 (held-out accuracy 0.9500, promoted)",
    ], "the list is the registry's, in its order"


@pytest.mark.parametrize(
    "body", ["print('[]')", "sys.exit(3)", "print('['); sys.exit('the store is locked')"]
)
def test_an_empty_or_broken_registry_lists_nothing(registry: Put, body: str) -> None:
    ran = registry(body)
    assert promotion.model_versions("test") == [], "a teardown must not fail for a list that is only shown"
    assert ran.exists(), "the registry was never asked"


@pytest.mark.parametrize(
    "printed",
    ["", "no JSON", "3", "[3]", '["text"]', '[{"version": 1}]', '[{"version": 1, "accuracy": null}]'],
)
def test_what_is_no_list_of_versions_lists_nothing(registry: Put, printed: str) -> None:
    ran = registry(f"print({printed!r})")
    assert promotion.model_versions("test") == [], "a teardown must not fail for a list that is only shown"
    assert ran.exists(), "the registry was never asked"


def test_a_registry_that_does_not_answer_lists_nothing(
    registry: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry("import signal; signal.pause()")
    monkeypatch.setattr(promotion, "LIST_TIMEOUT_S", 0.0)
    assert promotion.model_versions("test") == [], "a registry that hangs must not hold a teardown up"


def test_a_stack_without_a_promotion_sandbox_lists_nothing(state_home: Path) -> None:
    assert promotion.model_versions("test") == [], "a teardown of what was never made must not fail"
