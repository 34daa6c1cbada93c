"""A part puts together what is known of a plan; the engine is asked for what it must be, and no more."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from stacks.checking.checking import SIMULATED, Subject, part_of
from stacks.checking.reading import Base, Side, read_plan
from stacks.checking.report import Change, Measured, Part
from stacks.cli.failures import Failed, Refused
from stacks.paths import PROJECT_ROOT

TODAY = date(2026, 11, 28)
PLANS = PROJECT_ROOT / "stacks" / "plans"
CHANGED = Change(operation="create", kind="a:b:C", name="n")


class Asked:
    """Stands for the engine, simulated: remembers what it was asked and says that something changes."""

    def __init__(self) -> None:
        self.bases: list[bytes | None] = []
        self.settings: list[Mapping[str, str] | None] = []

    def __call__(self, name: str, now: Side, base: Side | None) -> Measured:
        assert now.read.plan and now.read.plan.target in SIMULATED, "nothing else is known offline"
        self.bases.append(base.read.text if base else None)
        self.settings.append(base.settings if base else None)
        return Measured(changes=(CHANGED,))


class Broken(Asked):
    """Stands for an engine that cannot be asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def __call__(self, name: str, now: Side, base: Side | None) -> Measured:
        raise self.error


def part(file: Path, asked: Asked, base: Path | None = None, **said: Mapping[str, str]) -> Part:
    """Return the part of a plan; `said` are the settings of `now` and of the `base`."""
    compared = Base(revision="main", read=read_plan(base), settings=said.get("before", {})) if base else None
    subject = Subject(
        file=file, uri=file.name, read=read_plan(file), base=compared, settings=said.get("now", {})
    )
    return part_of(subject, TODAY, (), asked)


def changed(folder: Path, before: str, after: str) -> Path:
    text = (PLANS / "aws-small.yaml").read_text(encoding="utf-8")
    assert before in text
    file = folder / "plan.yaml"
    file.write_text(text.replace(before, after), encoding="utf-8")
    return file


def test_a_plan_with_errors_is_a_part_with_their_lines_and_asks_nobody(tmp_path: Path) -> None:
    asked = Asked()
    found = part(changed(tmp_path, "cpu: 8", "cpu: many"), asked)
    assert asked.bases == [] and found.is_refused and found.changes is None
    assert all(finding.place and finding.place.line for finding in found.findings)


def test_a_plan_that_cannot_be_is_refused_at_its_place(tmp_path: Path) -> None:
    found = part(
        changed(tmp_path, "{cpu: 8, memory: 32GiB}, count: 0..4", "{type: none.large}, count: 0..4"), Asked()
    )
    places = [finding.place for finding in found.findings if finding.rule == "plan-can-be-made"]
    assert places and places[0] and places[0].path.startswith("clusters[0].pools[1]")


def test_a_base_that_makes_the_same_is_not_applied(tmp_path: Path) -> None:
    asked = Asked()
    found = part(changed(tmp_path, "# Training", "# Once more: training"), asked, PLANS / "aws-small.yaml")
    assert asked.bases == [None] and found.changes == (), "a comment changes nothing"


def test_a_base_that_differs_is_applied_first(tmp_path: Path) -> None:
    asked = Asked()
    found = part(changed(tmp_path, "count: 0..4", "count: 0..6"), asked, PLANS / "aws-small.yaml")
    assert asked.bases == [(PLANS / "aws-small.yaml").read_bytes()] and found.changes == (CHANGED,)


def test_the_same_plan_with_another_configuration_is_compared_each_side_with_its_own(tmp_path: Path) -> None:
    asked, same = Asked(), PLANS / "aws-small.yaml"
    before, now = {"groundplan:kubernetes-version": "1.32"}, {"groundplan:kubernetes-version": "1.33"}
    found = part(same, asked, same, before=before, now=now)
    assert asked.settings == [before] and found.changes == (CHANGED,)


def test_a_stack_has_the_id_that_its_first_up_wrote_also_in_the_base() -> None:
    asked, same = Asked(), PLANS / "aws-small.yaml"
    part(same, asked, same, before={}, now={"groundplan:stack-id": "prod-1"})
    assert asked.bases == [None], "nothing is made anew"


def test_where_a_plan_lies_changes_nothing(tmp_path: Path) -> None:
    asked, same = Asked(), PLANS / "aws-small.yaml"
    part(same, asked, same, before={"groundplan:plan": "a.yaml"}, now={"groundplan:plan": "b.yaml"})
    assert asked.bases == [None]


def test_what_is_measured_against_this_machine_asks_no_engine_and_says_so() -> None:
    asked = Asked()
    found = part(PLANS / "local-small.yaml", asked)
    assert (
        asked.bases == []
        and found.changes is None
        and not found.is_judged
        and any("no engine was asked" in note for note in found.notes)
    )


@pytest.mark.parametrize(
    "error",
    [
        Failed("check failed:\n  error: one\n  two."),
        Refused("error: one; two"),
        RuntimeError("error: one; two"),
        OSError(28, "error: one; two"),
    ],
)
def test_an_engine_that_gives_no_answer_is_a_finding_in_one_sentence_beside_the_price(
    error: Exception,
) -> None:
    found = part(PLANS / "aws-small.yaml", Broken(error))
    (finding,) = found.findings
    assert (finding.rule, finding.outcome) == ("plan-is-previewed", "failed") and finding.place
    assert "error: one; two" in finding.text and "\n" not in finding.text, "the cause"
    assert f"preview --offline --plan {PLANS / 'aws-small.yaml'}" in finding.remedy, "and what to do"
    assert found.is_failed and not found.is_refused and not found.is_judged and found.changes is None
    assert found.prices and found.needs, "what needs no engine is told"


def test_what_stops_whoever_asked_is_no_finding() -> None:
    class Stopped(Asked):
        def __call__(self, name: str, now: Side, base: Side | None) -> Measured:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        part(PLANS / "aws-small.yaml", Stopped())


@pytest.mark.parametrize("text", ["a: [", "just text", "", "\x00"])
def test_what_is_no_plan_at_all_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        read_plan(file)


def test_what_the_team_lets_nobody_waive_is_refused_though_the_plan_waives_it(tmp_path: Path) -> None:
    rule = "require-owner-in-plan"
    text = (
        f"waivers: [{{rule: {rule}, resource: atlas, reason: moves, owner: a@example.com, expires: {TODAY}}}]"
    )
    file = changed(tmp_path, "owner: ml-platform@example.com\n", f"{text}\n")
    read, allowed = read_plan(file), {"require-valid-waivers": {"unwaivable": [rule]}}
    subject = Subject(file=file, uri=file.name, read=read, base=None, settings={})
    assert not part_of(subject, TODAY, (), Asked()).is_refused, "it is waived"
    assert part_of(subject, TODAY, (), Asked(), allowed).is_refused, "a plan's author cannot let it pass"
