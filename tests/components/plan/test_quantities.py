"""Quantities parse what people write, print it back, and agree with their own JSON schema."""

from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from components.plan.quantities import (
    Count,
    Duration,
    Gpu,
    GpuShare,
    Latency,
    Magnitude,
    Memory,
    Money,
    Throughput,
)
from components.plan.text_quantity import NotAQuantity, TextQuantity

whole = st.integers(min_value=1, max_value=10**12)
families = st.from_regex(r"[A-Z][A-Za-z0-9._-]{0,20}", fullmatch=True)
QUANTITIES: dict[type[TextQuantity], st.SearchStrategy[Any]] = {
    Memory: st.builds(lambda value: Memory(value * 1024), whole),
    Throughput: st.builds(lambda value: Throughput(value * 1024), whole),
    Duration: st.builds(Duration, whole),
    Latency: st.builds(Latency, whole),
    Magnitude: st.builds(Magnitude, st.integers(min_value=1, max_value=10**18)),
    Count: st.builds(lambda a, b: Count(min(a, b), max(a, b)), st.integers(0, 9999), st.integers(1, 10_000)),
    Gpu: st.builds(Gpu, st.integers(1, 64), families),
    GpuShare: st.builds(GpuShare, st.integers(1, 80_000), families),
    Money: st.builds(Money, whole),
}
CLASSES = list(QUANTITIES)


@pytest.mark.parametrize("quantity", CLASSES)
@given(data=st.data())
def test_what_is_printed_parses_back_to_the_same_value(
    quantity: type[TextQuantity], data: st.DataObject
) -> None:
    value = data.draw(QUANTITIES[quantity])
    assert quantity.parse(str(value)) == value, f"{value} changes when it is written and read again"
    assert quantity.parse(value.written()) == value, "what JSON carries is read back as the same value"


@pytest.mark.parametrize("quantity", CLASSES)
@given(data=st.data())
def test_printing_is_canonical(quantity: type[TextQuantity], data: st.DataObject) -> None:
    value = data.draw(QUANTITIES[quantity])
    assert str(quantity.parse(str(value))) == str(value), "reading and printing twice changes nothing more"


@pytest.mark.parametrize("quantity", CLASSES)
@given(data=st.data())
def test_the_schema_accepts_everything_that_is_printed(
    quantity: type[TextQuantity], data: st.DataObject
) -> None:
    adapter = TypeAdapter(quantity)
    value = data.draw(QUANTITIES[quantity])
    written = adapter.dump_python(value, mode="json")
    jsonschema.validate(written, adapter.json_schema())
    assert adapter.validate_python(written) == value, "pydantic reads what it has written"


anything = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.none(), st.lists(st.none(), max_size=2)
)


def refusal(quantity: type[TextQuantity], value: object) -> NotAQuantity | None:
    """Return why a value is refused, or None when it is accepted and keeps its meaning."""
    try:
        accepted = quantity.parse(value)
    except NotAQuantity as refused:
        return refused
    assert quantity.parse(str(accepted)) == accepted, "what is accepted can be written again"
    return None


@pytest.mark.parametrize("quantity", CLASSES)
@given(value=anything)
@example(value=1 << 15_000)  # longer than Python prints
@example(value=True)
@example(value="٣GiB")
@example(value="1GiB\n")
@example(value=b"1GiB")
def test_anything_else_is_refused_with_words(quantity: type[TextQuantity], value: object) -> None:
    refused = refusal(quantity, value)
    if refused is None:
        assert type(value) in (str, int), "only texts and whole numbers are quantities"
    else:
        assert all((refused.problem, refused.allowed, refused.remedy)), (
            "a refusal says why, what else, what to do"
        )


@pytest.mark.parametrize(
    ("quantity", "text", "printed", "value"),
    [
        (Memory, "80GiB", "80GiB", Memory(80 * 2**30)),
        (Memory, "1024GiB", "1TiB", Memory(2**40)),
        (Memory, "2560MiB", "2560MiB", Memory(2560 * 2**20)),
        (Throughput, "4GiB/s", "4GiB/s", Throughput(4 * 2**30)),
        (Duration, "365d", "365d", Duration(365 * 86_400)),
        (Duration, "120min", "2h", Duration(7200)),
        (Latency, "500ms", "500ms", Latency(500)),
        (Latency, "2s", "2s", Latency(2000)),
        (Magnitude, "7B", "7B", Magnitude(7 * 10**9)),
        (Magnitude, "1.5B", "1.5B", Magnitude(1_500_000_000)),
        (Magnitude, 4096, "4.096K", Magnitude(4096)),
        (Count, 3, "3", Count(3, 3)),
        (Count, "2..10", "2..10", Count(2, 10)),
        (Count, "4..4", "4", Count(4, 4)),
        (Gpu, "8xH100", "8xH100", Gpu(8, "H100")),
        (GpuShare, "1000xH100", "1000xH100", GpuShare(1000, "H100")),
        (GpuShare, "80000xH100", "80000xH100", GpuShare(80_000, "H100")),
        (Money, "250000 USD", "250000 USD", Money(25_000_000)),
        (Money, "0.50 USD", "0.50 USD", Money(50)),
    ],
)
def test_known_texts_have_known_values(
    quantity: type[TextQuantity], text: object, printed: str, value: TextQuantity
) -> None:
    parsed = quantity.parse(text)
    assert parsed == value
    assert str(parsed) == printed, "the canonical form is the largest unit that is exact"


@pytest.mark.parametrize(
    ("quantity", "text", "remedy"),
    [
        (Memory, "80GB", 'write "80GiB"'),
        (Memory, "80 GiB", 'write "80GiB"'),
        (Memory, 80, 'add the unit: "80KiB" or "80MiB" or "80GiB"'),
        (Memory, "0GiB", 'write for example "80GiB"'),
        (Memory, "1.5GiB", 'write for example "80GiB"'),
        (Throughput, "4GB/s", 'write "4GiB/s"'),
        (Throughput, "10Gbps", 'write for example "4GiB/s"'),
        (Duration, "90 days", 'write "90d"'),
        (Duration, "1 year", 'write for example "90d"'),
        (Duration, "5m", 'write "5min"'),
        (Latency, "500 millis", 'write "500ms"'),
        (Magnitude, "300G", 'write "300B"'),
        (Magnitude, "1.5", 'write for example "7B"'),
        (Count, "10..2", 'write the smaller number first: "2..10"'),
        (Count, "2-10", 'write the range as "2..10"'),
        (Count, "2 to 10", 'write the range as "2..10"'),
        (Count, 0, "leave out a pool that never has a machine"),
        (Count, 20_000, "give at most 10000 machines to one pool"),
        (Gpu, "H100x8", 'write "8xH100"'),
        (Gpu, "8 H100", 'write "8xH100"'),
        (Gpu, "H100", 'say how many: "1xH100"'),
        (Gpu, "65xH100", 'write for example "8xH100"'),
        (GpuShare, "H100x1000", 'write "1000xH100"'),
        (GpuShare, "80001xH100", 'write for example "1000xH100"'),
        (GpuShare, "0xH100", 'write for example "1000xH100"'),
        (Money, 250_000, 'write "250000 USD"'),
        (Money, "$250,000", 'write "250000 USD"'),
        (Money, "0 USD", 'write for example "250000 USD"'),
        (Money, "250000 EUR", 'write for example "250000 USD"'),
    ],
)
def test_a_wrong_unit_is_answered_with_what_to_write(
    quantity: type[TextQuantity], text: object, remedy: str
) -> None:
    with pytest.raises(NotAQuantity) as refused:
        quantity.parse(text)
    assert refused.value.remedy == remedy


def test_sizes_and_durations_can_be_compared_and_counts_know_their_range() -> None:
    assert Memory.parse("1TiB") > Memory.parse("1023GiB"), "sizes are ordered by their bytes"
    assert Duration.parse("1w") > Duration.parse("6d"), "durations are ordered by their seconds"
    assert Count(0, 4).is_range, "0..4 scales by itself"
    assert not Count(4, 4).is_range, "4 is fixed"
