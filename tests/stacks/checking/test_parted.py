"""A file without a plan is refused at its place, and a stack that goes tells what it leaves behind."""

from pathlib import Path

from stacks.checking.parted import Gone, Unread, gone_part, unread_part
from stacks.checking.reading import Base, NoPlan, read_plan
from stacks.paths import PROJECT_ROOT

PLANS = PROJECT_ROOT / "stacks" / "plans"
FILE = Path("stacks/config/Pulumi.prod.yaml")


def test_a_file_without_a_plan_is_refused_where_that_shows() -> None:
    part = unread_part(Unread(file=FILE, uri="f", revision=None, why=NoPlan("no YAML", 3, 4)))
    (finding,) = part.findings
    assert part.is_refused and finding.rule == "plan-is-readable" and not part.is_judged
    assert finding.place and (finding.place.line, finding.place.column) == (3, 4)


def test_a_stack_that_goes_tells_its_stores_and_what_is_not_bought_any_more() -> None:
    base = Base(revision="main", read=read_plan(PLANS / "gcp-small.yaml"))
    part = gone_part(Gone(stack="prod", file=FILE, uri="f", base=base))
    (lost,) = part.losses
    assert "stack prod follows no plan any more" in lost and "models (holds models)" in lost
    assert part.target == "gcp" and all(each.now is None and each.before for each in part.prices)


def test_stores_at_somebody_else_s_service_are_not_left_behind() -> None:
    base = Base(revision="main", read=read_plan(PLANS / "kubernetes-small.yaml"))
    (lost,) = gone_part(Gone(stack="prod", file=FILE, uri="f", base=base)).losses
    assert "models (holds models)" in lost and "datasets" not in lost


def test_a_stack_that_goes_with_a_plan_that_nobody_can_read_is_told_all_the_same() -> None:
    base = Base(revision="main", note="the plan of main is refused today")
    part = gone_part(Gone(stack="prod", file=FILE, uri="f", base=base))
    assert "stack prod follows no plan any more: what it made stays" in part.losses[0]
    assert part.notes == ("the plan of main is refused today",)
