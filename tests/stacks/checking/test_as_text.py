"""The report for a terminal tells new waivers and lost data first, and obeys nothing of a plan."""

from syrupy.assertion import SnapshotAssertion

from stacks.checking.as_text import as_text
from tests.stacks.checking.reports import QUIET, REPORT


def test_the_whole_report_reads_like_this(snapshot: SnapshotAssertion) -> None:
    assert as_text(REPORT) == snapshot


def test_a_new_waiver_comes_before_the_first_plan_and_lost_data_before_all_else_of_it() -> None:
    lines = as_text(REPORT).splitlines()
    assert lines[1].startswith("NEW WAIVER in plans/atlas.yaml"), "right below the verdict"
    about = [line for line in lines if line.startswith("  ")]
    assert "DATA IS LOST" in about[0], "nobody overlooks it"


def test_no_character_of_a_plan_steers_a_terminal() -> None:
    assert "\x1b" not in as_text(REPORT)


def test_a_plan_with_nothing_to_tell_is_not_refused() -> None:
    assert as_text(QUIET).splitlines()[0] == "nothing refused"
