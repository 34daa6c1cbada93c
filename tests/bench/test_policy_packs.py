"""What is told of the packs is what a larger plan takes longer, with them against without."""

from tests.bench.policy_packs import STORES, rows


def test_start_up_is_taken_off_both_sides() -> None:
    taken = {
        (0, True): [14.0] * 5,
        (0, False): [10.0] * 5,
        (STORES, True): [26.0] * 5,
        (STORES, False): [20.0] * 5,
    }
    whole, apart = rows(taken)
    assert whole.ratios == [1.3] * 5
    assert apart.ratios == [1.2] * 5, "12 s longer against 10 s longer"
