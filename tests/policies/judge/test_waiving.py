"""Whether a waiver holds: on which day, of which rule, and what is said of those that do not."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from policies.judge.waivers import Waiver, Waivers
from policies.judge.waiving import Waiving, known_rules, no_waiving
from tests.policies.conftest import PROJECT

TODAY = date(2027, 3, 31)
OWN, OTHER = "require-encrypted-storage", "require-several-zones"


def waiver(rule: str = OWN, expires: date = TODAY) -> Waiver:
    """Return a waiver for the store of the models."""
    return Waiver(
        place="waivers[0]",
        rule=rule,
        resource="models",
        reason="a test",
        owner="me@example.com",
        expires=expires,
    )


def waiving(
    *given: Waiver, unwaivable: tuple[str, ...] | None = (), today: date = TODAY, **more: object
) -> Waiving:
    """Return what a pack with one rule, beside one with another, makes of waivers."""
    made = Waiving(
        rules=frozenset({OWN}),
        known=frozenset({OWN, OTHER}),
        waivers=Waivers(given=given, **{"plan": "atlas", "names": frozenset({"models"}), **more}),
        today=today,
    )
    if unwaivable is not None:
        made.tell(unwaivable)
    return made


@pytest.mark.parametrize(
    ("today", "holds"), [(date(2027, 3, 30), True), (TODAY, True), (date(2027, 4, 1), False)]
)
def test_a_waiver_holds_through_its_last_day(today: date, holds: bool) -> None:
    made = waiving(waiver(), today=today)
    assert bool(made.of(OWN, "volume-models")) is holds
    assert bool(made.holding()) is holds, "what is shown is what holds"
    assert bool(made.faults()) is not holds, "what does not hold is told"


def test_a_waiver_that_ended_says_what_to_do_in_one_sentence() -> None:
    assert waiving(waiver(), today=date(2027, 4, 1)).faults() == [
        "waivers[0] for require-encrypted-storage on models ended with 2027-03-31 (UTC); mend what belongs to it and "
        "remove the waiver, or let me@example.com decide on a later end."
    ]


def test_what_is_not_named_is_not_waived() -> None:
    assert waiving(waiver()).of(OWN, "volume-datasets") is None, "it is for models"


def test_nothing_is_waived_before_the_pack_was_told_what_cannot_be() -> None:
    assert waiving(waiver(), unwaivable=None).of(OWN, "volume-models") is None, "it might be this one"


def test_what_cannot_be_waived_is_not_and_the_waiver_is_a_fault() -> None:
    made = waiving(waiver(), unwaivable=(OWN,))
    assert (made.of(OWN, "volume-models"), made.holding()) == (None, ()), "the rule refuses by itself"
    assert made.faults() == [
        "waivers[0]: the configuration of this pack says that require-encrypted-storage cannot be waived; mend what "
        "belongs to models, and remove the waiver."
    ]


@pytest.mark.parametrize("expires", [TODAY, date(2020, 1, 1)])
def test_a_waiver_for_a_rule_of_another_pack_is_that_packs_matter(expires: date) -> None:
    made = waiving(waiver(OTHER, expires))
    assert (made.of(OTHER, "volume-models"), made.holding(), made.faults()) == (None, (), [])


def test_a_waiver_for_a_name_that_other_things_have_too_holds_for_nothing_and_is_a_fault() -> None:
    made = waiving(replace(waiver(), resource="logs"), names=frozenset({"logs"}))
    assert (made.of(OWN, "storage-access-logs"), made.holding()) == (None, ()), "these are the logs of all"
    assert made.faults() == [
        "waivers[0] for require-encrypted-storage: resources of others have logs in their names too, so nobody can "
        "tell what it lets pass; let it be for the plan (atlas), or rename logs."
    ]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (waiver(expires=date(9999, 12, 31)), "ends with 9999-12-31; allowed: at most 365 days from now"),
        (replace(waiver(), owner="x"), 'has the owner "x"; allowed: a mail address'),
    ],
)
def test_a_waiver_that_nobody_looks_at_again_holds_for_nothing_and_is_a_fault(
    given: Waiver, text: str
) -> None:
    made = waiving(given)
    assert (made.of(OWN, "volume-models"), made.holding()) == (None, ())
    assert [text in fault for fault in made.faults()] == [True]


def test_a_team_says_for_how_long_a_waiver_may_be_given() -> None:
    made = waiving(waiver(expires=TODAY + timedelta(days=40)))
    assert made.faults() == []
    made.tell((), 30)
    assert "at most 30 days from now" in made.faults()[0]


def test_a_rule_that_no_pack_knows_is_a_fault_with_the_name_that_was_meant() -> None:
    assert waiving(waiver("require-encrypted-storages")).faults() == [
        "waivers[0]: no pack has a rule require-encrypted-storages; write require-encrypted-storage, or remove the "
        "waiver."
    ]
    assert "correct the name, or remove" in waiving(waiver("x" * 200)).faults()[0], "nothing is near it"


def test_an_entry_that_is_no_waiver_is_a_fault() -> None:
    assert waiving(malformed=("waivers[3]",)).faults() == [
        "waivers[3] is no waiver: it needs rule, resource, reason, owner and expires (YYYY-MM-DD), each one line of "
        "text; correct it in the plan."
    ]


def test_an_unwaivable_rule_that_is_none_of_the_pack_protects_nothing_and_is_a_fault() -> None:
    assert waiving(unwaivable=("require-encryptd-storage", OTHER)).faults() == [
        "unwaivable names require-encryptd-storage, which is no rule of this pack; write require-encrypted-storage in "
        "its configuration.",
        "unwaivable names require-several-zones, which is no rule of this pack; correct the name in its configuration.",
    ]


def test_an_unwaivable_rule_on_plans_is_kept_by_who_judges_plans() -> None:
    made = replace(waiving(), on_plan=frozenset({"require-owner-in-plan"}))
    made.tell(["require-owner-in-plan"])
    assert made.faults() == [], "no pack has it, and it protects what it says"


def test_only_the_first_telling_is_the_first() -> None:
    made = waiving(unwaivable=None)
    assert [made.tell(()), made.tell((OWN,)), made.tell(())] == [True, False, False], (
        "what is said once, is said then"
    )


def test_without_a_plan_nothing_is_waived_and_nothing_is_wrong() -> None:
    made = no_waiving([OWN])
    made.tell([OWN])
    assert (made.of(OWN, "volume-models"), made.faults()) == (None, [])


def test_the_rules_of_all_packs_are_known_by_the_names_of_their_files(tmp_path: Path) -> None:
    for name in ("one/aws/require_keys_on_aws.py", "two/forbid_this.py", "two/hosts.py", "judge/asking.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert known_rules(tmp_path) == {"require-keys-on-aws", "forbid-this"}
    assert OWN in known_rules(PROJECT / "policies"), "as the project has them"
