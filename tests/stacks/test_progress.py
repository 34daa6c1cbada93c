"""What a log shows of an engine run, one line a finished step."""

import pytest

from components.kubernetes.draining import SAYS
from stacks.events import Diagnostic, Event, ResourceChange, Summary, Violation
from stacks.progress import Progress


def change(stage: str, operation: str, name: str = "train-head-0") -> ResourceChange:
    return ResourceChange(stage=stage, operation=operation, kind="hosts:Raylet", name=name)


def waits(number: int) -> Violation:
    message = (
        f"can't run policy 'p{number % 2}' during preview: cannot be judged yet, judged at apply: r{number}"
    )
    return Violation(
        level="advisory", policy=f"all/p{number % 2}", resource=f"a:b:C r{number}", message=message
    )


def shown(
    capsys: pytest.CaptureFixture[str], *events: Event, is_quiet: bool = False, shows_plan: bool = False
) -> list[str]:
    with Progress("title", is_quiet=is_quiet, shows_plan=shows_plan) as progress:
        for event in events:
            progress.show(event)
        progress.tick()
    captured = capsys.readouterr()
    assert captured.out == "", "stdout is for results"
    return captured.err.splitlines()[1:]


def test_a_finished_step_is_told_once_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, change("began", "create"), change("done", "create"), change("done", "create"))
    assert len(lines) == 1, "a component tells its outputs twice; a person hears it once"
    assert lines[0].startswith("  + hosts:Raylet train-head-0  create "), "what was done to what"
    assert lines[0].endswith(" s"), "and how long it took"


def test_steps_that_change_nothing_are_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, change("began", "same"), change("done", "same")) == [], "no change is no news"


def test_a_failed_step_names_itself(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = shown(capsys, change("began", "create"), change("failed", "create"))
    assert "! hosts:Raylet train-head-0  create failed" in line, "which step failed"
    assert shown(capsys, change("failed", "create"), is_quiet=True) == [], "the message at the end tells it"


def test_planned_steps_are_told_only_by_a_preview(capsys: pytest.CaptureFixture[str]) -> None:
    planned = change("planned", "create")
    assert shown(capsys, planned, planned) == [], "before an update their number is enough"
    assert shown(capsys, planned, planned, shows_plan=True) == ["  + hosts:Raylet train-head-0  to create"], (
        "a preview tells each once"
    )


def test_rules_that_wait_for_values_are_counted_where_they_are_many(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = Violation(level="mandatory", policy="all/p", resource="a:b:C r", message="ask")
    few = shown(capsys, *map(waits, range(5)))
    assert len(few) == 5 and few[0].endswith("cannot be judged yet, judged at apply: r0"), "each in full"
    many = shown(capsys, *map(waits, range(100)), refused)
    assert many[:5] == few, "as many are told one by one"
    assert many[5:] == [
        "  mandatory: all/p: a:b:C r: ask",
        "  and 95 more that cannot be judged yet, by 2 rules about 95 resources: all of them are judged at apply",
    ], "what refuses is never among those that are only counted"


def test_an_up_counts_them_before_it_goes_on_to_judge_them(capsys: pytest.CaptureFixture[str]) -> None:
    preview, update = (Summary(changes={"create": 9}, is_preview=of) for of in (True, False))
    lines = shown(capsys, *map(waits, range(7)), preview, change("began", "create"), update)
    assert "and 2 more" in lines[5] and "planned: 9 create" in lines[6], "with the preview"
    assert not any("more that" in line for line in lines[6:]), "and not again when all are judged"


def test_warnings_and_violations_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(
        capsys,
        Diagnostic(severity="warning", resource="", message="soon full"),
        Diagnostic(severity="warning", resource="pulumi:pulumi:Stack g-x", message="old"),
        Diagnostic(severity="warning", resource="aws:s3/bucket:Bucket b", message="this may go"),
        Violation(level="mandatory", policy="security/token", resource="hosts:Raylet a", message="ask"),
        is_quiet=True,
    )
    assert lines == [
        "  warning: soon full",
        "  warning: old",
        "  warning: aws:s3/bucket:Bucket b: this may go",
        "  mandatory: security/token: hosts:Raylet a: ask",
    ], "in full, and of which resource"


def test_what_the_end_of_a_cluster_waits_for_is_told_and_no_other_news(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = f"{SAYS}waiting for 2 Nodes to go, 3 min of 30 min: Node a, Node b"
    news = [Diagnostic(severity="info", resource="", message=text) for text in (said, "downloading")]
    assert shown(capsys, *news) == [f"  {said}"], "it takes minutes, and silence would look like a fault"
    assert shown(capsys, *news, is_quiet=True) == []


def test_a_summary_counts_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = shown(capsys, Summary(is_preview=False, changes={"same": 5, "create": 1, "update": 0}))
    assert line.startswith("  done: 1 create, 5 same ("), "only what there is, in a stable order"
