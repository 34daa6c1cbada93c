"""`groundplan check`: tell what a change of plans costs, opens, breaks and loses, offline and before it is made."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stacks.cli.console import print_result, print_table
from stacks.cli.failures import Failed, PolicyRefused, Refused
from stacks.cli.options import DEFAULT_STACK
from stacks.paths import PROJECT_ROOT
from stacks.whole_files import replace_whole

if TYPE_CHECKING:
    from stacks.checking.report import Part, Report
    from stacks.checking.subjects import Looked


class Format(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"
    JSON = "json"


PlansArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PLAN]...",
        help="The plans; by default the stack's, and where stack local has none, that of every stack in stacks/config.",
        show_default=False,
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="REV",
        help="Compare with the plans and stacks' configurations of this Git revision; none of its code runs.",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="The form of the report.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the report into this file; by default to stdout."),
]
StackOption = Annotated[
    str | None,
    typer.Option(
        "--stack",
        metavar="NAME",
        help=f"The stack whose configuration holds; by default the only one that names the plan, else {DEFAULT_STACK}.",
        show_default=False,
    ),
]


def check(
    plan: PlansArgument = None,
    base: BaseOption = None,
    format: FormatOption = Format.TEXT,  # noqa: A002 - the flag's name
    output: OutputOption = None,
    stack: StackOption = None,
) -> None:
    """Judge plans offline: errors, rules, price, quota, spot, and what would be made, changed or lost.

    Needs no credentials and makes nothing. Ends with 3 where a rule or the plan's own check refuses.
    """
    from stacks.checking.configured import rules_altered
    from stacks.checking.report import Report
    from stacks.checking.subjects import subjects
    from stacks.policies_at_hand import known_rules, lowered

    _require_writable(output)
    allowed = lowered(PROJECT_ROOT)
    chosen = subjects(tuple(plan or ()), stack, base)
    today = datetime.now(UTC).date()
    rules = known_rules()
    altered = rules_altered(PROJECT_ROOT, (looked.file for looked in chosen), base)
    judged = (_part_of(looked, today, rules) for looked in chosen)
    parts = tuple(replace(part, notes=(*allowed, *part.notes)) for part in judged)
    report = Report(parts=parts, day=today, version=version("groundplan"), rules=altered)
    _hand_over(report, format, output)
    if report.refused:
        raise PolicyRefused(
            f"check: {report.refused} finding(s) refuse this; the report says which, and what to do"
        )


def _part_of(looked: "Looked", today: date, rules: frozenset[str]) -> "Part":
    from stacks.checking.checking import part_of
    from stacks.checking.measuring import measured
    from stacks.checking.parted import Gone, Unread, gone_part, unread_part

    match looked:
        case Unread():
            return unread_part(looked)
        case Gone():
            return gone_part(looked)
        case _:
            return part_of(looked, today, rules, measured)


def _require_writable(output: Path | None) -> None:
    """Refuse a file that could not be written at the end, before anything takes time.

    Raises:
        Refused: its folder is not there, or it is a folder itself.
    """
    if output is not None and (output.is_dir() or not output.absolute().parent.is_dir()):
        raise Refused(f"--output: {output} cannot be written: name a file in a folder that is there")


def _hand_over(report: "Report", form: Format, output: Path | None) -> None:
    """Write the report whole, or not at all.

    Raises:
        Failed: it cannot be written.
    """
    if output is None and form is Format.TEXT and sys.stdout.isatty():
        from stacks.checking.as_text import rendered

        print_table(rendered(report))
        return
    text = in_form(report, form)
    if output is None:
        print_result(text)
        return
    try:
        replace_whole({output.absolute(): text})
    except OSError as error:
        raise Failed(
            f"--output: {output} cannot be written: {error.strerror or error}; nothing was"
        ) from None


def in_form(report: "Report", form: Format) -> str:
    """Return a report in a form, without colors."""
    module = import_module(f"stacks.checking.as_{form.value}")
    return getattr(module, f"as_{form.value}")(report)
