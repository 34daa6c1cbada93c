"""`groundplan check`: tell what a change of plans costs, opens, breaks and loses, offline and before it is made."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
FormatOption = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        help="The form of the report; given several times, several.",
        show_default=Format.TEXT.value,
    ),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write the report into this file; one for each --format, in their order. By default to stdout.",
        show_default=False,
    ),
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
    format: FormatOption = None,  # noqa: A002 - the flag's name
    output: OutputOption = None,
    stack: StackOption = None,
) -> None:
    """Judge plans offline: errors, rules, price, quota, spot, and what would be made, changed or lost.

    Needs no credentials and makes nothing. Ends with 3 where a rule or the plan's own check refuses,
    and with 1 where the engine could not preview a plan; all else is told all the same.
    """
    from stacks.checking.configured import rules_altered
    from stacks.checking.report import Report
    from stacks.checking.subjects import subjects
    from stacks.policies_at_hand import known_rules, lowered, set_of_rules

    forms = _forms(format or [Format.TEXT], output or [])
    allowed = lowered(PROJECT_ROOT)
    chosen = subjects(tuple(plan or ()), stack, base)
    today = datetime.now(UTC).date()
    rules, said = known_rules(), set_of_rules(PROJECT_ROOT)
    altered = rules_altered(PROJECT_ROOT, (looked.file for looked in chosen), base)
    judged = (_part_of(looked, today, rules, said) for looked in chosen)
    parts = tuple(replace(part, notes=(*allowed, *part.notes)) for part in judged)
    report = Report(parts=parts, day=today, version=version("groundplan"), rules=altered)
    _hand_over(report, forms)
    if report.refused:
        raise PolicyRefused(
            f"check: {report.refused} finding(s) refuse this; the report says which, and what to do"
        )
    if report.failed:
        raise Failed(
            f"check: {report.failed} plan(s) could not be previewed; the report says why, and what to do"
        )


def _part_of(looked: "Looked", today: date, rules: frozenset[str], said: Mapping[str, Any]) -> "Part":
    from stacks.checking.checking import part_of
    from stacks.checking.measuring import measured
    from stacks.checking.parted import Gone, Unread, gone_part, unread_part

    match looked:
        case Unread():
            return unread_part(looked)
        case Gone():
            return gone_part(looked)
        case _:
            return part_of(looked, today, rules, measured, said)


def _forms(forms: list[Format], outputs: list[Path]) -> dict[Path | None, Format]:
    """Return the form that each file gets, None is stdout; refuse what fails at the end before anything takes time.

    Raises:
        Refused: there is not one file for each form, or a file is given twice, cannot be made, or is a folder.
    """
    if not outputs and len(forms) == 1:
        return {None: forms[0]}
    files = dict.fromkeys(output.absolute() for output in outputs)
    if len(files) != len(forms):
        raise Refused(
            f"--format is given {len(forms)} time(s), --output with {len(files)} file(s): give one --output, a file "
            "of its own, for each --format"
        )
    for output in outputs:
        if output.is_dir() or not output.absolute().parent.is_dir():
            raise Refused(f"--output: {output} cannot be written: name a file in a folder that is there")
    return dict(zip(files, forms, strict=True))


def _hand_over(report: "Report", forms: dict[Path | None, Format]) -> None:
    """Write the report whole in each form, or not at all.

    Raises:
        Failed: it cannot be written.
    """
    files = {file: form for file, form in forms.items() if file is not None}
    if not files:
        _show(report, forms[None])
        return
    try:
        replace_whole({file: in_form(report, form) for file, form in files.items()})
    except OSError as error:
        named = " or ".join(map(str, files))
        raise Failed(f"--output: {named} cannot be written: {error.strerror or error}; nothing was") from None


def _show(report: "Report", form: Format) -> None:
    if form is Format.TEXT and sys.stdout.isatty():
        from stacks.checking.as_text import rendered

        print_table(rendered(report))
        return
    print_result(in_form(report, form))


def in_form(report: "Report", form: Format) -> str:
    """Return a report in a form, without colors."""
    module = import_module(f"stacks.checking.as_{form.value}")
    return getattr(module, f"as_{form.value}")(report)
