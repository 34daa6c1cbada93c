"""The flags that several commands share, spelled once."""

from pathlib import Path
from typing import Annotated

import typer

from stacks.cli.console import console, is_interactive
from stacks.cli.failures import Refused

StackOption = Annotated[str, typer.Option("--stack", metavar="NAME", help="The stack.")]
PlanOption = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PATH", help="The plan; by default what the stack's configuration names."),
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Do not ask; required where stdin is no terminal.", show_default=False)
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help="One JSON document on stdout, progress on stderr.", show_default=False),
]
ClusterOption = Annotated[
    str | None,
    typer.Option("--cluster", metavar="NAME", help="The cluster; by default the only one with the purpose."),
]

DEFAULT_STACK = "local"


def require_consent_possible(yes: bool) -> None:
    """Refuse to go on where nobody can be asked.

    Raises:
        Refused: `--yes` is absent and there is no terminal.
    """
    if not yes and not is_interactive():
        raise Refused("--yes is required where stdin is no terminal, since nobody can be asked")


def ask(question: str, *, expected: str = "yes") -> None:
    """Ask, and go on only when the answer is the expected word.

    Raises:
        Refused: any other answer.
    """
    try:
        answer = console.input(f"{question} [{expected}/no] ", markup=False)
    except EOFError:
        answer = ""
    if answer.strip() != expected:
        raise Refused("not confirmed; nothing was changed")
