"""The `groundplan` command: finds the file of a command, runs it, and turns its end into an exit code.

A command `<name>` is the function `<name>` in `stacks/cli/<name>.py`, or the `app` there where it has commands of its
own; it is imported when it is asked for, so that `groundplan --help` and short commands never wait for Pulumi, Ray or
MLflow.
"""

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from stacks.cli.console import console, print_result
from stacks.cli.failures import INTERRUPTED_EXIT_CODE, CommandError, Refused

COMMANDS = (
    "up",
    "preview",
    "down",
    "status",
    "validate",
    "check",
    "schema",
    "engine",
    "doctor",
    "env",
    "submit",
    "logs",
    "promote",
    "serve",
    "predict",
    "bundle",
    "catalog",
    "audit",
    "drift",
)
"""Every command, in the order in which `groundplan --help` shows them."""


class CommandPerFile(TyperGroup):
    """A group whose commands are the files beside this one."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and return one command, or None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"stacks.cli.{cmd_name}")
            own: typer.Typer | None = getattr(module, "app", None)
            if own is None:
                own = typer.Typer(add_completion=False)
                own.command(name=cmd_name)(getattr(module, cmd_name))
            self.commands[cmd_name] = typer.main.get_command(own)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of `args`; an unknown name is answered with the nearest known one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            nearest = get_close_matches(args[0], COMMANDS, n=1)
            remedy = f"did you mean {nearest[0]}? " if nearest else ""
            raise Refused(f"no command is named {args[0]!r}; {remedy}known: {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=CommandPerFile,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # a defect shows Python's own traceback, which holds no values
)


def _tell_version(is_asked: bool) -> None:
    """Print the installed version and end."""
    if is_asked:
        print_result(f"groundplan {version('groundplan')}")
        raise typer.Exit


@app.callback()
def groundplan(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """Turn one capacity plan into running, encrypted, token-protected Ray clusters."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code.

    Bad input ends in one clear message on stderr, never in a traceback; an exception that is not a
    `CommandError` is a defect of ours and keeps its traceback.
    """
    try:
        app(list(arguments), prog_name="groundplan", standalone_mode=True)
    except SystemExit as ended:
        return int(ended.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED_EXIT_CODE
    except CommandError as ended:
        console.print(f"groundplan: {ended}", markup=False)
        return ended.exit_code
    return 0


def main() -> None:
    """Run the command line of this process (the console script `groundplan`)."""
    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
