"""`groundplan env` gives a shell what plain tools need."""

import os
import shlex
import subprocess
import sys

import pytest

from stacks.cli.env import export_lines
from tests.stacks.conftest import ROOT, SimulatedMachine


def test_values_survive_a_shell_whatever_they_hold() -> None:
    value = "a b'c\"d$HOME`id`;\n*"
    lines = export_lines({"NASTY": value}, is_hidden=False)
    shell = subprocess.run(
        ["sh", "-c", f'{lines}\nprintf %s "$NASTY"'], capture_output=True, text=True, check=True
    )
    assert shell.stdout == value, "quoting must keep every character"


def test_a_passphrase_that_would_hide_ours_is_unset() -> None:
    lines = export_lines({"A": "1"}, is_hidden=True)
    shell = subprocess.run(
        ["sh", "-c", f'PULUMI_CONFIG_PASSPHRASE=x\n{lines}\nprintf %s "${{PULUMI_CONFIG_PASSPHRASE-unset}}"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shell.stdout == "unset", "the engine would prefer it to the passphrase file"


@pytest.mark.engine
def test_a_plain_pulumi_up_works_after_evaluating_env(machine: SimulatedMachine) -> None:
    groundplan = shlex.join([sys.executable, "-m", "tests.stacks.simulated_groundplan"])
    plan = shlex.quote(str(machine.world / "plan.yaml"))
    script = f"""
        set -e
        cd {shlex.quote(str(ROOT))}
        {groundplan} up --yes --plan {plan}
        eval "$({groundplan} env --cluster train)"
        test "$RAY_ADDRESS" = http://127.0.0.1:1
        cd {shlex.quote(str(machine.project))}
        pulumi up --yes --skip-preview --expect-no-changes --policy-pack policies/all
    """
    shell = subprocess.run(
        ["sh", "-c", script], env=dict(machine.environment), capture_output=True, text=True
    )
    assert shell.returncode == 0, shell.stdout + shell.stderr
    assert "unchanged" in shell.stdout, "the plain engine works on the same state"
    assert "PULUMI_CONFIG_PASSPHRASE" not in os.environ, "the test's own environment stays as it was"
