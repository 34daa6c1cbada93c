"""The report as Markdown: one comment of a pull request, found again by its first line and replaced.

All that comes from a plan stands in code spans, in which no link, mention, image or HTML works.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from components.plan.tree import printable
from stacks.checking import wording
from stacks.checking.report import OPERATIONS, TOLD_OPERATIONS, Altered, Finding, Outcome, Part, Report

T = TypeVar("T")

MARKER = "<!-- groundplan check -->"
"""By which the comment is found; the pages in docs/how-to/pull-requests look for it as well."""

LONGEST = 60_000
"""Characters; GitHub takes 65,536 in a comment, and whoever posts it may add a line."""

TITLES: dict[Outcome, str] = {
    "refused": "Refused",
    "failed": "Failed",
    "advised": "Advice",
    "waived": "Waived",
}

LISTED = (60, 20, 5, 0)
"""How many entries of a list are shown: fewer, as long as the report is too long."""


def as_markdown(report: Report) -> str:
    """Return the report, short enough for a comment."""
    for most in LISTED:
        text = _of_length(report, most)
        if len(text) <= LONGEST:
            return text
    text = _of_length(report, LISTED[-1])
    return (
        text[: text.rfind("\n", 0, LONGEST - 100)]
        + "\n\nThe rest is left out: `--format json` has all of it.\n"
    )


def _of_length(report: Report, most: int) -> str:
    return "\n".join([MARKER, *_lines(report, most)]) + "\n"


def code(text: str) -> str:
    """Return a text as a code span, on one line and whatever it has."""
    plain = printable(" ".join(text.split()))
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    space = " " if plain[:1] in ("`", "") or plain[-1:] == "`" else ""
    return f"{fence}{space}{plain}{space}{fence}"


def _lines(report: Report, most: int) -> Iterator[str]:
    yield f"### Groundplan check: {wording.verdict(report)}"
    altered = report.altered
    if altered:
        yield from ("", "#### Changed settings", "")
        yield from _list(altered, _altered)
    new = tuple(report.new_waivers)
    if new:
        yield from ("", "#### New waivers", "")
        yield from _list(
            new, lambda each: f"**NEW** in {code(each[0].file)}: {code(wording.waiver_text(each[1]))}"
        )
    for part in report.parts:
        yield from ("", f"#### {code(wording.heading(part))}")
        yield from _part(part, most)


def _part(part: Part, most: int) -> Iterator[str]:
    yield from _section(f"⛔ {wording.DATA_LOST}", tuple(wording.lost_texts(part)), code, most)
    for outcome, title in TITLES.items():
        yield from _section(title, part.found(outcome), partial(_finding, part), most)
    yield from _section("Waivers", part.waivers, lambda each: code(wording.waiver_text(each)), most)
    if part.prices or part.changes is not None:
        yield from ("", f"**Changes**: {wording.changes_summary(part)}")
        yield from _changes(part, most)
    if part.prices:
        compared = wording.is_compared(part)
        rows = [wording.price_row(each, is_compared=compared) for each in part.prices]
        yield from ("", "**Price of the machines**", "")
        yield from _table(wording.PRICE_COLUMNS, [*rows, wording.total_row(part)], 6 if compared else 4)
        yield from ("", "; ".join(map(code, wording.price_notes(part))))
    if part.needs:
        yield from ("", "**Quota needed**, all pools at their largest", "")
        yield from _table(wording.QUOTA_COLUMNS, [wording.quota_row(each) for each in part.needs], 5)
    if part.prices or part.spot.pools:
        yield from ("", f"**Spot**: {wording.spot_summary(part.spot)}")
        yield from _section("", part.spot.pools, lambda pool: code(wording.spot_text(pool)), most)
    if part.unjudged:
        yield from ("", f"Judged at apply, when values are known: {', '.join(map(code, part.unjudged))}")
    yield from _section("Notes", part.notes, code, most)


def _altered(altered: Altered) -> str:
    return (
        f"**{wording.altered_title(altered)}** in {code(altered.file)}: {code(wording.altered_text(altered))}"
    )


def _finding(part: Part, found: Finding) -> str:
    where = code(wording.where(part, found))
    text = code(f"{wording.about(found)}{wording.finding_text(found)}")
    return f"**{found.severity}** {code(found.rule)} at {where}: {text}"


def _changes(part: Part, most: int) -> Iterator[str]:
    for operation in OPERATIONS:
        done = part.done(operation)
        if not done:
            continue
        yield from ("", f"<details><summary>{len(done)} {TOLD_OPERATIONS[operation]}</summary>", "")
        yield from _list(done, lambda change: code(wording.change_text(change)), most)
        yield from ("", "</details>")


def _section(title: str, items: Sequence[T], say: Callable[[T], str], most: int) -> Iterator[str]:
    if items:
        yield from ("", *((f"**{title}**", "") if title else ()))
        yield from _list(items, say, most)


def _list(items: Sequence[T], say: Callable[[T], str], most: int | None = None) -> Iterator[str]:
    """Yield a line for each item that is shown; the others are counted, not put into words: there may be many."""
    shown = items if most is None else items[:most]
    yield from (f"- {say(item)}" for item in shown)
    if len(items) > len(shown):
        yield f"- and {len(items) - len(shown)} more: `--format json` has all of them"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    yield f"| {' | '.join(columns[:width])} |"
    yield f"|{' --- |' * width}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row[:width])} |"


def _cell(text: str) -> str:
    """Return a cell of a table, which a bare bar would end, also within code."""
    return code(text.replace("\\", "\\\\")).replace("|", "\\|") if text else ""
