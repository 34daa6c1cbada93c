"""JSON that another reader would take for something else, or not at all, is refused."""

import pytest

from stacks.exact_json import from_json


def test_what_every_reader_takes_is_read() -> None:
    assert from_json(b'{"a": [1, -2.5, 1e3, true, null, "NaN"]}') == {
        "a": [1, -2.5, 1000.0, True, None, "NaN"]
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[NaN]", "NaN is no number of JSON"),
        ("-Infinity", "-Infinity is no number of JSON"),
        ("1e999", "1e999 is too large a number"),
        ("9" * 5000, "9999… is too large a number"),
        ("[" * 100_000, "it is nested too deep"),
        ("{", "Expecting property name"),
    ],
    ids=lambda text: text[:12],
)
def test_what_python_alone_reads_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        from_json(text)
