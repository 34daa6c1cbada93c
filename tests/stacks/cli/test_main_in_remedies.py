"""What a remedy tells to run is a command that there is, with options that it has."""

import re
import shlex
from typing import Any

import pytest
from typer.main import get_command

from policies.all.__main__ import RULES
from policies.on_plan import RULES as ON_PLAN
from stacks.cli.main import app

TOLD = sorted(
    {line for rule in (*RULES, *ON_PLAN) for line in re.findall(r"`groundplan ([^`]+)`", rule.remedy)}
)


@pytest.mark.parametrize("line", TOLD)
def test_every_command_that_a_remedy_names_is_there(line: str) -> None:
    name, *arguments = shlex.split(line)
    group: Any = get_command(app)
    command = group.get_command(None, name)
    assert command is not None, f"no command is called {name}"
    command.make_context(name, arguments, resilient_parsing=False)


def test_remedies_name_commands() -> None:
    assert "bundle --resolve" in TOLD, "else nothing is proven here"
