"""What is told of the packs is what a larger plan takes longer, with them against without."""

from tests.bench.policy_packs import ALL, NONE, ONE, STORES, rows


def test_start_up_is_taken_off_all_sides() -> None:
    taken = {
        (0, ALL): [14.0] * 5,
        (0, ONE): [12.0] * 5,
        (0, NONE): [10.0] * 5,
        (STORES, ALL): [26.0] * 5,
        (STORES, ONE): [22.0] * 5,
        (STORES, NONE): [20.0] * 5,
    }
    whole, apart, silent = rows(taken)
    assert whole.ratios == [1.3] * 5
    assert apart.ratios == [1.2] * 5, "12 s longer against 10 s longer"
    assert silent.ratios == [1.2] * 5, "12 s longer against 10 s longer by a pack that says nothing"
