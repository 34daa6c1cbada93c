"""A body that is no image is refused with what it is and what to send."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workloads.serve_digits.request import ImageRefusedError, image_of

BLANK = [[0] * 8 for _ in range(8)]
JSON = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=9) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
)


def with_pixel(value: Any) -> list[list[Any]]:
    return [[value, *[0] * 7], *BLANK[1:]]


@pytest.mark.parametrize("value", [0, 16, 7.5, 0.0])
def test_values_from_0_to_16_are_an_image(value: float) -> None:
    image = with_pixel(value)
    assert image_of(json.dumps({"image": image}).encode()) == image, "the ends of the range belong to it"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The body is not JSON."),
        (b"\xff\xfe", "The body is not JSON."),
        (b"[]", "The body has no `image`."),
        (b"{}", "The body has no `image`."),
        (json.dumps({"image": BLANK, "imag": 1}).encode(), "unknown keys: imag."),
        (b'{"image": 3}', "`image` has no rows."),
        (json.dumps({"image": BLANK[:7]}).encode(), "`image` has 7 rows."),
        (json.dumps({"image": [*BLANK[:7], [0] * 9]}).encode(), "Row 7 of `image` has 9 numbers."),
        (json.dumps({"image": [*BLANK[:7], 5]}).encode(), "Row 7 of `image` has no numbers."),
        (json.dumps({"image": with_pixel(17)}).encode(), "Row 0, column 0 of `image` is 17."),
        (json.dumps({"image": with_pixel(-1)}).encode(), "Row 0, column 0 of `image` is -1."),
        (json.dumps({"image": with_pixel(True)}).encode(), "Row 0, column 0 of `image` is true."),
        (json.dumps({"image": with_pixel(None)}).encode(), "Row 0, column 0 of `image` is null."),
        (json.dumps({"image": with_pixel("9" * 99)}).encode(), "…"),
        (json.dumps({"image": with_pixel(float("nan"))}).encode(), "Row 0, column 0 of `image` is NaN."),
        (json.dumps({"image": with_pixel(float("inf"))}).encode(), "Row 0, column 0 of `image` is Infinity."),
        (b"[" * 100_000, "The body is not JSON."),
        (('{"image": [[' + "9" * 5000 + "]]}").encode(), "The body is not JSON."),
    ],
)
def test_what_is_no_image_is_refused_with_the_reason_and_the_form(body: bytes, sentence: str) -> None:
    with pytest.raises(ImageRefusedError) as refusal:
        image_of(body)
    assert sentence in str(refusal.value), "what is wrong"
    assert "8 rows of 8 numbers from 0 to 16" in str(refusal.value), "what to send"


@given(some.binary(max_size=50) | JSON.map(lambda value: json.dumps({"image": value}).encode()))
def test_no_body_whatever_ends_in_a_traceback(body: bytes) -> None:
    try:
        image = image_of(body)
    except ImageRefusedError:
        return
    assert [len(row) for row in image] == [8] * 8, "what is not refused is an image"
