"""What holds of judging whatever a plan says: order, limits met exactly, and what is not known."""

import ipaddress
from decimal import Decimal
from functools import cache
from pathlib import Path as FilePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.plan.errors import Path
from components.plan.loading import load_plan
from components.plan.model import Plan
from components.topology.cost import cost_of
from policies.on_plan.judging import judge
from tests.policies.on_plan.breaches import BREACHES
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import Breach, changed, decided, production, without_budget

EXAMPLES = sorted((FilePath(__file__).parents[3] / "stacks" / "plans").glob("*.yaml"))
KNOWN = [(breach.of(), breach.changes) for breaches in BREACHES.values() for breach in breaches]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_no_example_breaks_a_rule(example) -> None:
    plan = load_plan(example)
    assert judge(plan, decided(plan), TODAY) == (), "people copy the examples"


@given(st.sampled_from(KNOWN), st.randoms())
def test_the_order_of_a_plan_decides_nothing(broken, random) -> None:
    document = changed(*broken)
    shuffled = changed(document, {})
    for entries in (
        shuffled["storage"],
        shuffled["clusters"],
        *(each["pools"] for each in shuffled["clusters"]),
    ):
        random.shuffle(entries)
    plans = (Plan.model_validate(document), Plan.model_validate(shuffled))
    before, after = (sorted((each.rule, each.text) for each in judge(plan, None, TODAY)) for plan in plans)
    assert before == after, "a list of a plan has no first"


@given(st.integers(1, 32), st.integers(1, 64))
def test_a_range_is_reported_exactly_where_it_is_wider_than_one_organisation(four: int, six: int) -> None:
    ranges = [
        ipaddress.ip_network((f"{base}/{length}"), strict=False)
        for base, length in (("203.0.113.0", four), ("2001:db8::", six))
    ]
    plan = Plan.model_validate(
        changed(without_budget(), {("network", "allowed_cidrs"): [str(each) for each in ranges]})
    )
    found = [
        each.path[-1] for each in judge(plan, None, TODAY) if each.rule == "restrict-allowed-ranges-in-plan"
    ]
    assert found == [index for index, is_wide in enumerate((four < 16, six < 48)) if is_wide]


@cache
def monthly_usd() -> Decimal:
    return cost_of(decided(Plan.model_validate(production()))).total


@given(st.integers(-500, 500))
def test_a_budget_is_broken_from_the_first_cent_above_it(cents: int) -> None:
    allowed = monthly_usd().quantize(Decimal("0.01")) + Decimal(cents) / 100
    plan = Plan.model_validate(changed(production(), {("budget", "monthly"): f"{allowed:.2f} USD"}))
    broken = [each.rule for each in judge(plan, decided_once(), TODAY)]
    assert broken == (["restrict-monthly-price-in-plan"] if monthly_usd() > allowed else [])


@cache
def decided_once():
    return decided(Plan.model_validate(production()))


def test_a_budget_that_nothing_could_be_compared_with_is_reported() -> None:
    (found,) = judge(Plan.model_validate(production()), None, TODAY)
    assert (found.rule, found.path) == ("require-known-prices-in-plan", ("budget", "monthly"))
    assert "no machine could be chosen" in found.text


def test_spot_machines_whose_price_is_a_floor_are_compared_with_a_budget_as_on_demand_ones() -> None:
    plan = Plan.model_validate(changed(production(), {("clusters", 0, "pools", 1, "capacity"): ["spot"]}))
    assert judge(plan, decided(plan), TODAY) == (), (
        "production has to have a budget, and may have spot workers"
    )
    assert cost_of(decided(plan)).total == monthly_usd()


def touched(breach: Breach) -> set[Path]:
    """Return what a breach changes; sections that are one matter count as one."""
    return {path if path[0] in ("clusters", "storage") else path[:1] for path in breach.changes}


@given(
    st.lists(
        st.sampled_from(
            [(rule, each) for rule, all_ in BREACHES.items() for each in all_ if each.of is production]
        )
    )
)
@settings(max_examples=40, deadline=None)
def test_what_is_broken_in_one_place_hides_nothing_elsewhere(sampled: list[tuple[str, Breach]]) -> None:
    broken: list[tuple[str, Breach]] = []
    for rule, breach in sampled:
        if not any(touched(breach) & touched(other) for _, other in broken):
            broken.append((rule, breach))
    document = production()
    for _, breach in broken:
        document = changed(document, breach.changes)
    plan = Plan.model_validate(document)
    found = {(finding.rule, finding.path) for finding in judge(plan, decided(plan), TODAY)}
    assert {(rule, breach.at) for rule, breach in broken} <= found
