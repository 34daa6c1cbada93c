"""Unknown values: collected, never in the way of what is known."""

from collections.abc import Iterator

import pytest

from policies.judge.unknown import NotKnownYetError, each, together


def check(number: int) -> Iterator[str]:
    """Find odd numbers; numbers below zero are not known."""
    if number < 0:
        raise NotKnownYetError([f"place {number}"])
    if number % 2:
        yield f"{number} is odd"


def test_unknown_element_hides_no_finding_behind_it() -> None:
    texts: list[str] = []
    with pytest.raises(NotKnownYetError) as unknown:
        texts.extend(each([-1, 3, -2, 5], check))
    assert texts == ["3 is odd", "5 is odd"], "what is known is judged"
    assert unknown.value.places == ("place -1", "place -2"), "what is not known is told, all of it"


def test_place_is_told_once() -> None:
    with pytest.raises(NotKnownYetError) as unknown:
        list(each([-1, -1], check))
    assert unknown.value.places == ("place -1",), "one value, one report"


def test_known_elements_raise_nothing() -> None:
    assert list(each([2, 3], check)) == ["3 is odd"], "there is nothing to wait for"


def test_checks_made_together_hide_nothing_from_one_another() -> None:
    def always_unknown(_number: int) -> Iterator[str]:
        yield from each([0], lambda _: check(-1))

    texts: list[str] = []
    with pytest.raises(NotKnownYetError) as unknown:
        texts.extend(together(always_unknown, check)(3))
    assert texts == ["3 is odd"], "the second check is made although the first has to wait"
    assert unknown.value.places == ("place -1",), "what the first waits for is told"


def test_message_says_what_waits_for_apply() -> None:
    assert NotKnownYetError(["a", "b"]).message == "cannot be judged yet, judged at apply: a; b", (
        "the SDK shows this text"
    )
