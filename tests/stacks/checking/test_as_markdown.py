"""The comment is found again by its first line, fits, and no plan can put a link, a mention or HTML into it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from stacks.checking.as_markdown import LONGEST, MARKER, as_markdown, code
from stacks.checking.report import Change
from tests.stacks.checking.reports import PART, REPORT


def test_the_whole_comment_reads_like_this(snapshot: SnapshotAssertion) -> None:
    assert as_markdown(REPORT) == snapshot


def test_the_comment_begins_with_its_marker_and_shows_changed_settings_and_new_waivers_first() -> None:
    text = as_markdown(REPORT)
    assert text.startswith(f"{MARKER}\n")
    assert text.index("#### Changed settings") < text.index("#### New waivers")
    assert text.index("#### New waivers") < text.index("#### `plans/atlas.yaml")


@given(st.text(min_size=1))
def test_whatever_stands_in_a_code_span_stays_in_it(text: str) -> None:
    span = code(text)
    fence = re.match("`+", span)
    assert fence is not None and span.endswith(fence[0]) and "\n" not in span
    inside = span[len(fence[0]) : -len(fence[0])]
    assert fence[0] not in re.findall("`+", inside), "no run of as many backticks ends it before its end"


@pytest.mark.parametrize("number", [500, 20_000])
def test_a_comment_is_never_longer_than_is_taken(number: int) -> None:
    many = tuple(Change(operation="update", kind="a:b:C", name=f"name-{n}" * 10) for n in range(number))
    parts = (replace(PART, changes=many),) * 40
    text = as_markdown(replace(REPORT, parts=parts))
    assert len(text) <= LONGEST and text.startswith(MARKER)
    assert "`--format json` has all" in text, "what is left out is said"
