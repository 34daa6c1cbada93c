"""The report for a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from components.plan.tree import printable
from stacks.checking import wording
from stacks.checking.report import OPERATIONS, TOLD_OPERATIONS, Finding, Outcome, Part, Report
from stacks.cli.console import PIPE_COLUMNS

STYLES: dict[Outcome, str] = {"refused": "red", "failed": "red", "advised": "yellow", "waived": "dim"}
NAMED = 40
"""Resources of one operation that are named; more are counted by type."""


def as_text(report: Report) -> str:
    """Return the report without colors, a row a line."""
    screen = Console(file=io.StringIO(), width=PIPE_COLUMNS, highlight=False, no_color=True, emoji=False)
    screen.print(rendered(report), soft_wrap=True)
    assert isinstance(screen.file, io.StringIO)  # noqa: S101 - two lines above
    return "\n".join(line.rstrip() for line in screen.file.getvalue().splitlines()) + "\n"


def rendered(report: Report) -> RenderableType:
    """Return the report as rich shows it: what is newly set or waived first, then what is lost and all else."""
    rows: list[RenderableType] = [
        _line(wording.verdict(report), "bold red" if report.refused or report.failed else "bold green")
    ]
    for each in report.altered:
        text = f"{wording.altered_title(each)} in {each.file}: {wording.altered_text(each)}"
        rows.append(_line(text, "bold red" if each.lowers else "bold yellow"))
    for part, waiver in report.new_waivers:
        rows.append(_line(f"NEW WAIVER in {part.file}: {wording.waiver_text(waiver)}", "bold yellow"))
    for part in report.parts:
        rows += [Text(), _line(wording.heading(part), "bold"), *rows_of(part)]
    return Group(*rows)


def rows_of(part: Part) -> Iterable[RenderableType]:
    """Yield what there is to tell of one plan: what is lost and found first, then what changes and all else."""
    for text in wording.lost_texts(part):
        yield _indented(f"{wording.DATA_LOST.upper()}: {text}", "bold white on red")
    for outcome, style in STYLES.items():
        for finding in part.found(outcome):
            yield _finding(part, finding, style)
    for waiver in part.waivers:
        yield _indented(f"waiver: {wording.waiver_text(waiver)}", "red" if waiver.is_expired else "dim")
    if part.prices or part.changes is not None:
        yield _indented(f"changes: {wording.changes_summary(part)}")
        yield from _changes(part)
    yield from _numbers(part)
    if part.unjudged:
        yield _indented(f"judged at apply, when values are known: {', '.join(part.unjudged)}", "dim")
    for note in part.notes:
        yield _indented(f"note: {note}", "dim")


def _numbers(part: Part) -> Iterable[RenderableType]:
    if part.prices:
        yield _indented("price of the machines")
        compared = wording.is_compared(part)
        prices = [wording.price_row(each, is_compared=compared) for each in part.prices]
        yield _table(
            wording.PRICE_COLUMNS, [*prices, wording.total_row(part)], drop=() if compared else (4, 5)
        )
        yield from (_indented(note, "dim", by=4) for note in wording.price_notes(part))
    if part.needs:
        yield _indented("quota needed, all pools at their largest")
        compared = any(need.before is not None for need in part.needs)
        yield _table(
            wording.QUOTA_COLUMNS, [wording.quota_row(each) for each in part.needs], () if compared else (3,)
        )
    if part.prices or part.spot.pools:
        yield _indented(f"spot: {wording.spot_summary(part.spot)}")
        yield from (_indented(wording.spot_text(pool), by=4) for pool in part.spot.pools)


def _finding(part: Part, finding: Finding, style: str) -> RenderableType:
    where, about = wording.where(part, finding), wording.about(finding)
    text = f"{finding.outcome} ({finding.severity}) {finding.rule}: {where}: {about}"
    references = f" ({', '.join(finding.references)})" if finding.references else ""
    return _indented(f"{text}{wording.finding_text(finding)}{references}", style)


def _changes(part: Part) -> Iterable[RenderableType]:
    for operation in OPERATIONS:
        done = part.done(operation)
        if not done:
            continue
        if operation == "create" or len(done) > NAMED:
            yield _indented(f"{TOLD_OPERATIONS[operation]}: {wording.kinds(done)}", by=4)
        else:
            yield from (_indented(wording.change_text(change), by=4) for change in done)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], drop: Sequence[int] = ()) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="bold")
    kept = [index for index in range(len(columns)) if index not in drop]
    for index in kept:
        table.add_column(columns[index], no_wrap=True, justify="left" if index < 2 else "right")
    for row in rows:
        table.add_row(*(Text(printable(row[index])) for index in kept))
    return Padding(table, (0, 0, 0, 4))


def _line(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)


def _indented(text: str, style: str = "", *, by: int = 2) -> RenderableType:
    return Text(" " * by).append(_line(text, style))
