"""Where a command writes: people read progress on stderr, programs read results on stdout."""

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType

PIPE_COLUMNS = 200
"""Into a pipe or a file a row is a line, whatever the width of the terminal is said to be."""

console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
"""Progress, questions and errors; never a result."""


def print_result(text: str) -> None:
    """Write a result for a person or a shell on stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def print_table(table: "RenderableType") -> None:
    """Write a table, or what has several, on stdout."""
    screen = Console(file=sys.stdout, highlight=False, emoji=False)
    if not screen.is_terminal:
        screen = Console(file=sys.stdout, highlight=False, width=PIPE_COLUMNS, emoji=False)
    screen.print(table)


def print_document(document: Any) -> None:
    """Write the one JSON document of a `--json` run on stdout."""
    print_result(json.dumps(document, indent=2, sort_keys=False))


def print_plain_command(command: Sequence[str], variables: Mapping[str, str] | None = None) -> None:
    """Show the plain command that does the same work, ready to be pasted into a shell."""
    before = [f"{name}={shlex.quote(value)}" for name, value in (variables or {}).items()]
    console.print(f"$ {' '.join([*before, shlex.join(command)])}", style="dim", markup=False)


def is_interactive() -> bool:
    """Return whether a question can be asked: stdin and stderr are both a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
