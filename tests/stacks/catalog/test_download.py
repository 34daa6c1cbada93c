"""A document is read whole or not at all, and why not is one sentence."""

import pytest

from stacks.catalog import download
from stacks.catalog.download import Unread, opened
from tests.stacks.catalog.simulated_prices import SimulatedPrices


def read(prices: SimulatedPrices) -> bytes:
    with opened(f"{prices.address}/list") as blocks:
        return b"".join(blocks)


def test_a_document_arrives_as_it_was_sent(prices: SimulatedPrices) -> None:
    prices.body = b"x" * 300_000
    assert read(prices) == prices.body


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ({"status": 404}, "127.0.0.1 has no /list (404)"),
        ({"status": 403}, "127.0.0.1 has no /list (403)"),
        ({"status": 503}, "127.0.0.1 answers 503 to /list"),
        ({"status": 302}, "127.0.0.1 answers 302 to /list"),
        ({"cut": True}, "127.0.0.1 cannot be reached from here, or broke off"),
        ({"silent": True}, "127.0.0.1 is silent, or cannot be reached from here"),
    ],
)
def test_what_cannot_be_read_whole_is_not_read(
    prices: SimulatedPrices, monkeypatch: pytest.MonkeyPatch, behaviour: dict[str, object], reason: str
) -> None:
    monkeypatch.setattr(download, "SILENCE_S", 0.2)
    prices.body = b"x" * 300_000
    for name, value in behaviour.items():
        setattr(prices, name, value)
    with pytest.raises(Unread) as unread:
        read(prices)
    assert str(unread.value).startswith(reason)


def test_a_service_that_is_not_there_is_said_not_to_be_reached(prices: SimulatedPrices) -> None:
    with pytest.raises(Unread, match="cannot be reached from here"), opened("http://prices.invalid/list"):
        pass


def test_a_list_that_takes_for_ever_is_given_up(
    prices: SimulatedPrices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "DEADLINE_S", -1.0)
    prices.body = b"x"
    with pytest.raises(Unread, match="took more than"):
        read(prices)
