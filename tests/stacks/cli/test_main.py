"""How a command line ends."""

import subprocess
import sys
import tomllib
from importlib import import_module

import pytest

from stacks.cli import main as command_line
from stacks.cli.failures import CommandError, Differences, Failed, PolicyRefused, Refused
from stacks.cli.main import COMMANDS, run
from tests.stacks.conftest import ROOT

HEAVY = ("pulumi", "ray", "mlflow", "torch", "sklearn")
"""Modules that take from a fifth of a second to several seconds to import."""


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (Failed("broke off"), 1),
        (Refused("not allowed"), 2),
        (PolicyRefused("a policy says no"), 3),
        (Differences("drifted"), 4),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_end_has_its_exit_code(
    error: BaseException, exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def end(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(command_line, "app", end)
    assert run([]) == exit_code, f"{error!r}"
    told = f"groundplan: {error}\n" if isinstance(error, CommandError) else ""
    assert capsys.readouterr().err == told, "one clear sentence and no traceback"


def test_a_defect_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(command_line, "app", end)
    with pytest.raises(ZeroDivisionError):
        run([])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["upp"], "did you mean up?"),
        (["zzz"], "known: up, preview"),
        (["up", "--plann", "x"], "No such option"),
        (["status", "surplus"], "unexpected extra argument"),
        (["promote", "first"], "valid integer"),
    ],
)
def test_wrong_usage_is_refused_with_the_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2, f"{arguments} changed nothing"
    assert reason in capsys.readouterr().err, f"{arguments} is told why"


def test_the_version_is_that_of_the_installed_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0, "telling the version is no failure"
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert capsys.readouterr().out == f"groundplan {declared}\n", "on standard output, for scripts"


def test_the_help_lists_every_command_and_imports_nothing_heavy() -> None:
    script = (
        "import sys; from stacks.cli.main import run; code = run(['--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout, f"{command} is listed"
    assert done.stdout.rstrip().endswith("[]"), "a person who asks for help must not wait for Ray"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_file_a_function_and_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    function = getattr(import_module(f"stacks.cli.{command}"), command)
    assert function.__doc__, f"{command} says what it does"
    assert run([command, "--help"]) == 0, f"{command} explains itself"
    assert f"Usage: groundplan {command}" in capsys.readouterr().out, "under its own name"
