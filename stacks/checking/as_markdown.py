"""The report as Markdown: one comment of a pull request, found again by its first line and replaced.

All that comes from a plan stands in code spans, in which no link, mention, image or HTML works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from components.plan.tree import printable
from stacks.checking import wording
from stacks.checking.report import OPERATIONS, TOLD_OPERATIONS, Outcome, Part, Report

MARKER = "<!-- groundplan check -->"
"""By which the comment is found; the pages in docs/how-to/pull-requests look for it as well."""

LONGEST = 60_000
"""Characters; GitHub takes 65,536 in a comment, and whoever posts it may add a line."""

TITLES: dict[Outcome, str] = {"refused": "Refused", "advised": "Advice", "waived": "Waived"}

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
    new = [(part, waiver) for part, waiver in report.new_waivers]
    if new:
        yield from ("", "#### New waivers", "")
        yield from _list(
            (f"**NEW** in {code(part.file)}: {code(wording.waiver_text(waiver))}" for part, waiver in new)
        )
    for part in report.parts:
        yield from ("", f"#### {code(wording.heading(part))}")
        yield from _part(part, most)


def _part(part: Part, most: int) -> Iterator[str]:
    yield from _section(f"⛔ {wording.DATA_LOST}", map(code, wording.lost_texts(part)), most)
    for outcome, title in TITLES.items():
        found = part.found(outcome)
        told = (
            f"**{each.severity}** {code(each.rule)} at {code(wording.where(part, each))}: "
            + code(wording.finding_text(each))
            for each in found
        )
        yield from _section(title, told, most)
    yield from _section("Waivers", (code(wording.waiver_text(each)) for each in part.waivers), most)
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
        yield from _section("", (code(wording.spot_text(pool)) for pool in part.spot.pools), most)
    if part.unjudged:
        yield from ("", f"Judged at apply, when values are known: {', '.join(map(code, part.unjudged))}")
    yield from _section("Notes", map(code, part.notes), most)


def _changes(part: Part, most: int) -> Iterator[str]:
    for operation in OPERATIONS:
        done = part.done(operation)
        if not done:
            continue
        yield from ("", f"<details><summary>{len(done)} {TOLD_OPERATIONS[operation]}</summary>", "")
        yield from _list((code(wording.change_text(change)) for change in done), most)
        yield from ("", "</details>")


def _section(title: str, entries: Iterable[str], most: int) -> Iterator[str]:
    listed = list(entries)
    if listed:
        yield from ("", *((f"**{title}**", "") if title else ()))
        yield from _list(listed, most)


def _list(entries: Iterable[str], most: int | None = None) -> Iterator[str]:
    listed = list(entries)
    shown = listed if most is None else listed[:most]
    yield from (f"- {entry}" for entry in shown)
    if len(listed) > len(shown):
        yield f"- and {len(listed) - len(shown)} more: `--format json` has all of them"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    yield f"| {' | '.join(columns[:width])} |"
    yield f"|{' --- |' * width}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row[:width])} |"


def _cell(text: str) -> str:
    """Return a cell of a table, which a bare bar would end, also within code."""
    return code(text.replace("\\", "\\\\")).replace("|", "\\|") if text else ""
