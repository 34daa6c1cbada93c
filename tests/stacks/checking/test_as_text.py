"""The report for a terminal tells new waivers and lost data first, and obeys nothing of a plan."""

from dataclasses import replace

from syrupy.assertion import SnapshotAssertion

from stacks.checking.as_text import as_text
from tests.stacks.checking.reports import PART, QUIET, REPORT


def test_the_whole_report_reads_like_this(snapshot: SnapshotAssertion) -> None:
    assert as_text(REPORT) == snapshot


def test_a_changed_setting_and_a_new_waiver_come_before_the_first_plan_and_lost_data_before_all_else_of_it() -> (
    None
):
    lines = as_text(REPORT).splitlines()
    assert lines[1].startswith("LOWERED RULE in stacks/config/policies.json: require-x"), (
        "right below the verdict"
    )
    assert lines[2].startswith("CHANGED SETTING in stacks/config/Pulumi.prod.yaml")
    assert lines[3].startswith("NEW WAIVER in plans/atlas.yaml")
    about = [line for line in lines if line.startswith("  ")]
    assert "DATA IS LOST" in about[0], "nobody overlooks it"


def test_no_character_of_a_plan_steers_a_terminal() -> None:
    assert "\x1b" not in as_text(REPORT)


def test_a_plan_with_nothing_to_tell_is_not_refused() -> None:
    told = as_text(QUIET).splitlines()[0]
    assert told == "nothing refused; RULES ON RESOURCES NOT ASKED for 1 plan", "and that is said at once"


def test_a_plan_that_is_refused_anyhow_says_nothing_of_rules_that_were_not_asked() -> None:
    refused = replace(PART, is_judged=False)
    assert "NOT ASKED" not in as_text(replace(REPORT, parts=(refused,)))
