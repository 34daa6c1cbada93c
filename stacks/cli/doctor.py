"""`groundplan doctor`: tells what this machine has, what it lacks and the exact remedy; it changes nothing."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stacks.cli.console import print_document
from stacks.cli.failures import PolicyRefused
from stacks.doctor import Check, gather, is_for_checks, judge
from stacks.paths import PROJECT_ROOT

DEFAULT_PLAN = PROJECT_ROOT / "stacks" / "plans" / "local-small.yaml"
"""What `make quickstart` runs."""
COLORS = {"ok": "green", "note": "yellow", "refused": "red"}


def doctor(
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Judge this machine, the cluster or the cloud for this plan; by default "
            "for stacks/plans/local-small.yaml, and in an environment for checks for none."
        ),
    ] = None,
    stack: Annotated[
        str, typer.Option(help="The stack whose ports, folder and configuration are meant.")
    ] = "local",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> None:
    """Tell what is there, what is missing and the exact remedy, before anything long starts."""
    runs_nodes = DEFAULT_PLAN.is_file() and not is_for_checks(Path(sys.prefix))
    judged = plan or (DEFAULT_PLAN if runs_nodes else None)
    checks = judge(gather(judged, stack))
    refused = [check.name for check in checks if check.state == "refused"]
    if json:
        print_document({"passed": not refused, "checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    if refused:
        raise PolicyRefused(f"not ready: {', '.join(refused)}; the remedies are above")


def _print(checks: list[Check]) -> None:
    """Print the table, and below it every remedy on a line of its own, whole, to be copied."""
    console = Console(file=sys.stdout, highlight=False, emoji=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("check", "state", "found"):
        table.add_column(column, overflow="fold")
    for check in checks:
        table.add_row(check.name, Text(check.state, style=COLORS[check.state]), Text(check.found))
    console.print(table)
    for check in checks:
        if check.remedy:
            console.print(f"{check.name}: {check.remedy}", markup=False, soft_wrap=True)
