"""Kubernetes' quantities are read exactly, whatever their suffix."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.quantity import FACTOR, bytes_of, cores_of, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", 8),
        ("3920m", Fraction(392, 100)),
        ("0.5", Fraction(1, 2)),
        ("1.", 1),
        ("250u", Fraction(1, 4000)),
        ("100n", Fraction(1, 10**7)),
        ("1k", 1000),
        ("1Ki", 1024),
        ("1.5Gi", 3 * 2**29),
        ("1E", 10**18),
        ("1e3", 1000),
        ("1E3", 1000),
        ("25e-1", Fraction(5, 2)),
        ("128974848", 128974848),
    ],
)
def test_a_quantity_is_read_as_the_api_server_means_it(text: str, value: Fraction) -> None:
    assert value_of(text) == value, "apimachinery's resource.Quantity says so"


@pytest.mark.parametrize("text", ["", "Gi", "1 Gi", "1gi", "1GiB", "-1", "0x10", "1,5", "1e", "NaN", "1\n"])
def test_a_text_that_is_no_quantity_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is no quantity of Kubernetes"):
        value_of(text)


def test_a_part_of_a_byte_is_no_room() -> None:
    assert bytes_of("1999m") == 1, "rounded down: what is not whole cannot be given"
    assert cores_of("3999m") < 4, "a share of a core is not lost before it is compared"


NUMBERS = st.integers(0, 10**15)
SUFFIXES = st.sampled_from(sorted(FACTOR))


@given(NUMBERS, SUFFIXES)
def test_every_suffix_scales_exactly(number: int, suffix: str) -> None:
    assert value_of(f"{number}{suffix}") == number * FACTOR[suffix], "no rounding on the way"


@given(NUMBERS, NUMBERS, SUFFIXES)
def test_the_order_of_quantities_is_that_of_their_numbers(one: int, other: int, suffix: str) -> None:
    assert (value_of(f"{one}{suffix}") < value_of(f"{other}{suffix}")) == (one < other)


@given(st.integers(0, 10**9), st.integers(0, 999))
def test_thousandths_and_decimals_say_the_same(whole: int, rest: int) -> None:
    assert value_of(f"{whole * 1000 + rest}m") == value_of(f"{whole}.{rest:03d}"), "one amount, two spellings"


@given(NUMBERS, st.integers(1, 5))
def test_a_larger_binary_unit_is_1024_of_the_next(number: int, power: int) -> None:
    units = "KMGTPE"
    small, large = f"{number * 1024}{units[power - 1]}i", f"{number}{units[power]}i"
    assert bytes_of(small) == bytes_of(large), "the same bytes"
