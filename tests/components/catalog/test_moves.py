"""Prices that rose, fell, appeared or went between two snapshots."""

from hypothesis import given

from components.catalog.model import Offer
from components.catalog.moves import moves
from tests.components.catalog.offers import offer, offers_of


def test_each_price_that_moved_is_told_with_where_it_went() -> None:
    before = [offer("a", "1", "0.5"), offer("b", "2"), offer("c", "3"), offer("d", "4")]
    after = [offer("a", "1.5", "0.4"), offer("b", "2"), offer("c", None), offer("e", "5")]
    told = [(move.machine, move.kind, move.direction) for move in moves(before, after)]
    assert told == [
        ("a", "on-demand", "up"),
        ("a", "spot", "down"),
        ("c", "on-demand", "gone"),
        ("d", "on-demand", "gone"),
        ("e", "on-demand", "new"),
    ]


@given(offers_of(), offers_of())
def test_there_and_back_is_the_same_way(one: list[Offer], other: list[Offer]) -> None:
    there, back = moves(one, other), moves(other, one)
    turned = {"up": "down", "down": "up", "new": "gone", "gone": "new"}
    assert [turned[move.direction] for move in there] == [move.direction for move in back]
    assert not moves(one, list(reversed(one))), "order is no move"
