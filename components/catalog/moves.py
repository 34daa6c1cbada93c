"""What moved between two snapshots: prices that rose, fell, appeared or went."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from components.catalog.model import Kind, Offer
from components.catalog.writing import natural

KINDS: tuple[Kind, ...] = ("on-demand", "spot")


@dataclass(frozen=True, kw_only=True)
class Move:
    """One price that is not what it was, in USD per hour; None where there was or is none."""

    provider: str
    location: str
    machine: str
    kind: Kind
    before: Decimal | None
    after: Decimal | None

    @property
    def direction(self) -> Literal["up", "down", "new", "gone"]:
        """Where the price went."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "up" if self.after > self.before else "down"


def moves(before: Iterable[Offer], after: Iterable[Offer]) -> tuple[Move, ...]:
    """Return every price that differs, sorted by provider, location and machine."""
    old, new = _prices(before), _prices(after)
    found = [
        Move(
            provider=provider,
            location=location,
            machine=machine,
            kind=kind,
            before=old.get((provider, location, machine, kind)),
            after=new.get((provider, location, machine, kind)),
        )
        for provider, location, machine, kind in old.keys() | new.keys()
    ]
    return tuple(
        sorted(
            (move for move in found if move.before != move.after),
            key=lambda move: (move.provider, move.location, natural(move.machine), move.kind),
        )
    )


def _prices(offers: Iterable[Offer]) -> dict[tuple[str, str, str, Kind], Decimal]:
    return {
        (*offer.key, kind): price.usd_per_hour
        for offer in offers
        for kind in KINDS
        if (price := offer.price(kind))
    }
