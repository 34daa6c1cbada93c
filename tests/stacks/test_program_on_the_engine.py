"""On the real engine a program that ends as ours does tells its failures, and says what the SDK does to who asks."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stacks.engine.environment import engine_environment
from stacks.program import TELLS_ALL

pytestmark = pytest.mark.engine

LIMIT_S = 120.0
"""A preview of nothing takes three seconds; one that takes this long hangs."""
PROJECT = "name: simulated\nruntime:\n  name: python\n"
PROGRAM = """\
import pulumi
from stacks.program import begun, finish
begun()
pulumi.ComponentResource("simulated:index:Nothing", "nothing")
finish({"value": pulumi.Output.from_input(%s).apply(lambda value: 1 // value)})
"""
SAID = "ty=simulated:index:Nothing"
"""Part of the SDK's words to the engine about a resource of the program."""

Preview = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """Return what previews our program in a project of its own, with the value that its output divides by."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "backend").mkdir()
    environment = {
        **os.environ,
        **engine_environment(),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": "simulated",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=tmp_path,
            env={**environment, **variables},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )

    def previewed(value: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "__main__.py").write_text(PROGRAM % value, encoding="utf-8")
        return run("preview", "--stack", "one", *arguments, **variables)

    made = run("stack", "init", "one")
    assert made.returncode == 0, made.stderr
    return previewed


def test_an_output_that_fails_fails_the_program_and_is_told(preview: Preview) -> None:
    failed = preview("0")
    assert failed.returncode != 0
    assert "ZeroDivisionError: integer division or modulo by zero" in failed.stdout + failed.stderr


def test_what_the_sdk_does_is_told_to_who_asks_for_it_alone(preview: Preview) -> None:
    quiet, telling = preview("1", "--debug"), preview("1", "--debug", **{TELLS_ALL: "1"})
    for each in (quiet, telling):
        assert each.returncode == 0, each.stdout + each.stderr
        assert "simulated:index:Nothing" in each.stdout, "the program was run"
    assert SAID not in quiet.stdout
    assert SAID in telling.stdout, "the variable brings it back"
