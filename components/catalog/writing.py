"""A snapshot as text: sorted, so that two of them differ only in the lines of what moved."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from components.catalog.model import Offer, Price
from components.catalog.reading import OFFER_COLUMNS


def snapshot_text(offers: Iterable[Offer], remarks: Sequence[str] = ()) -> str:
    """Return the table of some offers of one provider, headed by remarks and by what its sources stand for.

    Raises ValueError where two sources share a key.
    """
    ordered = sorted(offers, key=lambda offer: (offer.location, natural(offer.machine.name)))
    written = io.StringIO()
    for remark in (*remarks, *_source_lines(ordered)):
        written.write(f"# {remark}\n")
    table = csv.writer(written, lineterminator="\n")
    table.writerow(OFFER_COLUMNS)
    for offer in ordered:
        zones = " ".join(offer.zones or ())
        table.writerow(
            [offer.location, offer.machine.name, zones, *_price(offer.on_demand), *_price(offer.spot)]
        )
    return written.getvalue()


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts names as people do: g5.2xlarge before g5.12xlarge."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", name))


def _source_lines(offers: Iterable[Offer]) -> list[str]:
    texts: dict[str, str] = {}
    for offer in offers:
        for price in (offer.on_demand, offer.spot):
            if price and texts.setdefault(price.source.key, price.source.text) != price.source.text:
                raise ValueError(f"two sources have the key {price.source.key}")
    return [f"source {key}: {texts[key]}" for key in sorted(texts)]


def _price(price: Price | None) -> tuple[str, str, str]:
    if price is None:
        return ("", "", "")
    return (
        f"{price.usd_per_hour:f}",
        price.as_of.isoformat() if price.as_of else "",
        price.source.key,
    )
