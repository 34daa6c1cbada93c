"""A plan is refused where its account holds less of a quota than it needs, and only there."""

from hypothesis import given
from hypothesis import strategies as st

from components.topology.quota import SYSTEM, QuotaNeed
from components.topology.quota_held import NO_LIMIT, shortages, unknown

FAMILIES = st.sampled_from(["p", "g", "standard", "spot"])
AMOUNTS = st.integers(0, 10_000)


def need(family: str = "p", amount: int = 96, pools: tuple[str, ...] = ("train/gpu",)) -> QuotaNeed:
    return QuotaNeed(
        provider="aws", location="us-east-1", family=family, unit="vCPUs", amount=amount, pools=pools
    )


def refusals(*needs: QuotaNeed, **held: int) -> list[str]:
    return [str(each) for each in shortages(needs, held, lambda each: f"ask for {each.amount}")]


def test_a_refusal_says_family_held_needed_and_the_way_out() -> None:
    assert refusals(need(), p=64) == [
        "clusters[train].pools[gpu].count: train/gpu at its largest needs 96 vCPUs of p in us-east-1; the account "
        "holds 64; ask for 96, or lower `count`"
    ]


def test_several_pools_are_named_together() -> None:
    (said,) = refusals(need(pools=("serve/gpu", "train/gpu")), p=0)
    assert said.startswith("clusters: serve/gpu, train/gpu at their largest need 96 vCPUs")


def test_what_nobody_knows_is_not_refused_and_is_told() -> None:
    assert refusals(need("g")) == [] and unknown([need("g"), need("p")], {"p": 1}) == ("g",)


@given(needs=st.dictionaries(FAMILIES, AMOUNTS), held=st.dictionaries(FAMILIES, AMOUNTS))
def test_exactly_what_is_short_is_refused(needs: dict[str, int], held: dict[str, int]) -> None:
    asked = [need(family, amount) for family, amount in needs.items()]
    short = {each.asked for each in shortages(asked, held, lambda _: "ask")}
    expected = [each for each in asked if each.family in held and held[each.family] < each.amount]
    assert len(short) == len(expected) and all(
        any(f"{each.amount} vCPUs of {each.family} in" in told for told in short) for each in expected
    )
    assert set(unknown(asked, held)) == needs.keys() - held.keys()


@given(amount=AMOUNTS, held=AMOUNTS, more=AMOUNTS)
def test_more_quota_never_refuses_what_less_allowed(amount: int, held: int, more: int) -> None:
    assert len(refusals(need(amount=amount), p=held + more)) <= len(refusals(need(amount=amount), p=held))


def test_machines_beside_the_pools_have_a_way_out_that_no_count_is() -> None:
    (said,) = refusals(need(amount=12, pools=(SYSTEM,)), p=10)
    assert said == (
        "clusters: system services need 12 vCPUs of p in us-east-1; the account holds 10; ask for 12"
    ), "no pool of the plan is too large"
    (said,) = refusals(need(pools=(SYSTEM, "train/gpu")), p=10)
    assert said.startswith("clusters: system services, train/gpu at their largest need 96"), said


def test_a_quota_that_an_account_does_not_have_holds_nobody_back() -> None:
    assert refusals(need(amount=10**9), p=NO_LIMIT) == [] and unknown([need()], {"p": NO_LIMIT}) == ()
