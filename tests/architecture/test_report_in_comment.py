"""The report in the comment of a pull request: it says what ours says, fits, and no text of it becomes Markdown."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from stacks.checking import report as ours
from stacks.checking import wording
from stacks.checking.as_json import as_json
from tests.architecture.workflows import embedded
from tests.stacks.checking.reports import NEW_WAIVER, PART, QUIET, RAISED, REPORT

PROGRAM = ModuleType("the part of comment.yml that reads and writes a report")
exec(embedded("form.py", "report.py"), vars(PROGRAM))  # noqa: S102 - as the workflow runs it
GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ACTIVE = (
    *("`", "``", "\\", "|", "\n", "\n\n", "\r", "\u2028", "\u202e", "\x1b", "\ud800", "~~~", "**", "$", "&#64;"),
    *("@everyone", "#1", "http://e.xy", "www.e.xy", "a@e.xy", "[a](//e.xy)", "![", "](x)", "<img src=x>", "<!--"),
    *("</details>", "<details><summary>", "| --- |", "- ", "### ", " "),
)  # fmt: skip
TEXTS = (st.text(max_size=20) | st.lists(st.sampled_from(ACTIVE), max_size=6).map("".join)).filter(
    lambda text: text != wording.UNREAD
)
HELD = {str: TEXTS, bool: st.booleans(), int: st.integers(-(10**6), 10**6), float: st.floats(0, 10**6)}


def documents(form: Any) -> st.SearchStrategy[Any]:
    """Return whatever has a form of form.py."""
    if isinstance(form, dict):
        return st.fixed_dictionaries({key: documents(each) for key, each in form.items()})
    if isinstance(form, list):
        return st.lists(documents(form[0]), max_size=2)
    if isinstance(form, tuple):
        return st.one_of(*(documents(each) for each in form))
    return HELD[form] if isinstance(form, type) else st.just(form)


def changed(value: Any, form: Any, say: Callable[[str], str]) -> Any:
    """Return a value that has a form, with what is said for each of its free texts."""
    if isinstance(form, tuple):
        form = next(each for each in form if PROGRAM.fits(value, each))
    if isinstance(value, dict):
        return {key: changed(each, form[key], say) for key, each in value.items()}
    if isinstance(value, list):
        return [changed(each, form[0], say) for each in value]
    return say(value) if form is str else value


def harmless(report: Any) -> Any:
    """Return a report whose texts are words in the order of the given ones: equal where those are, and never active."""
    found = {""}
    changed(report, PROGRAM.REPORT, lambda text: found.add(text) or text)
    words = {text: f"w{number:05}" if text else "" for number, text in enumerate(sorted(found))}
    return changed(report, PROGRAM.REPORT, words.__getitem__)


def outline(markdown: str) -> list[tuple[str, str]]:
    """Return what a page is made of, piece by piece, with all text but that of code."""
    return [
        (token.type, "" if token.type == "code_inline" else token.content)
        for block in GITHUB.parse(markdown)
        for token in ([block] if block.children is None else block.children)
    ]


def visible(markdown: str) -> str:
    """Return the text of a page, line by line, as a reader sees it."""
    blocks = (block.children or [] for block in GITHUB.parse(markdown))
    return "\n".join("".join(token.content for token in children) for children in blocks)


def one_line(text: str) -> str:
    """Return a text as a code span shows it."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(plain.split()).replace("|", "¦")


@given(documents(PROGRAM.REPORT))
def test_no_text_of_a_report_becomes_markdown_html_or_a_mention(report: Any) -> None:
    page = outline(PROGRAM.as_comment(report))
    plain = outline(PROGRAM.as_comment(harmless(report)))
    assert page == plain, "the page is made of the same pieces, whatever the texts are"
    spoken = " ".join(content for _type, content in plain)
    assert not re.search(r"w\d{5}|[@`#$\[\]]", spoken), "every text of the report stands in code"


@given(TEXTS)
def test_a_text_is_one_code_span_wherever_it_stands(text: str) -> None:
    span = PROGRAM.code(text)
    shown = one_line(text) or "-"
    for page in (
        f"x {span} y",
        f"#### {span}: {span}",
        f"| {span} | {span} |\n| --- | --- |\n| {span} | y |",
    ):
        tokens = [each for block in GITHUB.parse(page) for each in block.children or ()]
        spans = [each.content for each in tokens if each.type == "code_inline"]
        assert spans == [shown] * page.count(span), (
            "it is shown whole, on one line, and nothing of it is outside"
        )
        assert {each.type for each in tokens} <= {"code_inline", "text"}


def test_the_comment_says_of_each_thing_what_our_own_report_says() -> None:
    report = replace(REPORT, rules=(*REPORT.rules, replace(RAISED, may_lower=True)))
    markdown = PROGRAM.as_comment(PROGRAM.report_of(as_json(report).encode()))
    lines = visible(markdown)
    bought = [wording.price_row(each, is_compared=True) for each in PART.prices]
    cells = [*bought, wording.total_row(PART), *map(wording.quota_row, PART.needs)]
    for said in (
        *(wording.verdict(report), *wording.lost_texts(PART)),
        *(
            f"{wording.altered_title(each)} in {each.file}: {wording.altered_text(each)}"
            for each in report.altered
        ),
        *(
            f"{each.rule} at {wording.where(PART, each)}: {wording.about(each)}{wording.finding_text(each)}"
            for each in PART.findings
        ),
        *(*map(wording.waiver_text, PART.waivers), *map(wording.change_text, PART.changes or ())),
        *(wording.heading(PART), wording.changes_summary(PART)),
        *(wording.price_notes(PART), *map(wording.spot_text, PART.spot.pools), *PART.notes, *PART.unjudged),
    ):
        for each in [said] if isinstance(said, str) else said:
            assert one_line(each) in lines, "the trusted job leaves nothing out and adds nothing"
    shown = {
        cell for line in markdown.splitlines() for cell in line.replace("`", "").replace("*", "").split(" | ")
    }
    assert {cell for row in cells for cell in row if cell} <= {each.strip("| ") for each in shown}


def test_what_a_reviewer_must_not_overlook_comes_first() -> None:
    page = PROGRAM.as_comment(PROGRAM.report_of(as_json(REPORT).encode()))
    order = [
        "⛔ Groundplan check",
        "New waivers",
        "LOWERED RULE",
        "DATA IS LOST**",
        "Refused",
        "1 replaced**",
        "Price",
    ]
    assert sorted(order, key=page.index) == order
    assert page.index("**DATA IS LOST**: `aws:s3/bucket:Bucket`") < page.index("<details>"), (
        "losses are never folded"
    )
    quiet = PROGRAM.as_comment(PROGRAM.report_of(as_json(QUIET).encode()))
    assert "⛔" not in quiet and "**Changes**" in quiet and "no engine was asked" in quiet


def test_a_plan_of_which_there_is_nothing_new_is_folded() -> None:
    same = tuple(replace(each, before=each.now) for each in PART.prices)
    old = replace(PART, findings=(), losses=(), changes=(), prices=same, file="plans/quiet.yaml")
    page = PROGRAM.as_comment(PROGRAM.report_of(as_json(replace(REPORT, parts=(old, PART))).encode()))
    quiet, _, other = page.partition("#### `plans/atlas.yaml`")
    assert quiet.count("<details><summary>nothing changes, nothing is found</summary>") == 1
    assert quiet.rstrip().endswith("</details>") and "nothing changes, nothing is found" not in other
    only_dearer = replace(old, prices=PART.prices)
    dearer = PROGRAM.as_comment(PROGRAM.report_of(as_json(replace(REPORT, parts=(only_dearer,))).encode()))
    assert "nothing is found" not in dearer, "what only gets dearer is shown"


def test_a_plan_that_nobody_can_read_is_told_as_such() -> None:
    part = replace(QUIET.parts[0], name=wording.UNREAD, target=wording.UNREAD)
    page = PROGRAM.as_comment(PROGRAM.report_of(as_json(replace(QUIET, parts=(part,))).encode()))
    assert "#### `local.yaml`: cannot be read, on its own" in page


@pytest.mark.parametrize(("plans", "number"), [(40, 200), (2, 5000)])
def test_a_comment_is_never_longer_than_github_takes_and_says_what_is_left_out(
    plans: int, number: int
) -> None:
    many = tuple(ours.Change(operation="update", kind="a:b:C", name=f"name-{n}" * 10) for n in range(number))
    report = replace(REPORT, parts=(replace(PART, changes=many),) * plans)
    page = PROGRAM.as_comment(PROGRAM.report_of(as_json(report).encode()))
    assert len(page) < 65_000 and f"{number} changed" in page and "the artifact of the run has" in page


def test_a_comment_that_is_cut_ends_at_a_line_and_with_the_word_for_it() -> None:
    lost = replace(PART, losses=("`" * 10_000,) * 100)
    page = PROGRAM.as_comment(PROGRAM.report_of(as_json(replace(REPORT, parts=(lost,) * 40)).encode()))
    whole, _, word = page.rpartition("\n\n")
    assert len(page) < 65_000 and word == "**Cut here**: the artifact of the run has the rest."
    assert whole.splitlines()[-1].endswith("`") and "<details>" not in whole, "nothing is left open"


def test_many_waivers_hide_no_lowered_rule_and_no_loss() -> None:
    waived = replace(PART, waivers=(replace(NEW_WAIVER, reason="`" * 10_000),) * 500)
    page = PROGRAM.as_comment(PROGRAM.report_of(as_json(replace(REPORT, parts=(waived,))).encode()))
    assert "- and 480 more" in page or "- and 495 more" in page
    assert "LOWERED RULE" in page and "aws:s3/bucket:Bucket storage-models is replaced" in page


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("refused",), 1),
        (("plans", 0, "findings", 0, "outcome"), "praised"),
        (("plans", 0, "changes"), {}),
        (("plans", 0, "prices", "month", "to"), math.nan),
        (("plans", 0, "prices", "month", "to"), math.inf),
        (("plans", 0, "needs", 0, "quota", "amount"), 10**4000),
        (("plans", 0, "needs", 0, "quota", "amount"), True),
        (("plans", 0, "spot", "pools", 0, "maximum"), 1.5),
        (("new_waivers", 0, "reason"), None),
    ],
)
def test_a_report_of_another_form_is_not_shown(path: tuple[str | int, ...], value: Any) -> None:
    report = json.loads(as_json(REPORT))
    assert PROGRAM.report_of(json.dumps(report).encode()) == report
    place = report
    for step in path[:-1]:
        place = place[step]
    assert path[-1] in place
    place[path[-1]] = value
    assert PROGRAM.report_of(json.dumps(report).encode()) is None


@pytest.mark.parametrize("packed", [b"", b"\xff", b"[" * 200_000, b'{"refused": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_no_report(packed: bytes) -> None:
    assert PROGRAM.report_of(packed) is None


def test_the_words_to_choose_from_are_those_of_our_reports() -> None:
    assert tuple(PROGRAM.OUTCOMES) == get_args(ours.Outcome)
    assert PROGRAM.OPERATIONS == ours.TOLD_OPERATIONS
    assert PROGRAM.FINDING["severity"] == ours.SEVERITIES
