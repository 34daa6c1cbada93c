"""Which offers of the catalog are listed: what whoever asks names, in the order of price."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from components.catalog.gpu_names import is_of_family
from components.catalog.model import PROVIDERS, Kind, Offer
from components.catalog.writing import natural
from components.plan.quantities import Gpu
from components.plan.suggestions import did_you_mean
from components.plan.text_quantity import NotAQuantity
from stacks.cli.failures import Refused


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is listed: everything that is not asked for is listed whatever it is."""

    provider: str | None = None
    location: str | None = None
    gpus: int = 0
    gpu_family: str | None = None
    vcpus: int = 0
    memory_bytes: int = 0
    max_usd_per_hour: Decimal | None = None
    kind: Kind | None = None
    type: str | None = None

    @property
    def priced_as(self) -> Kind:
        """The price that orders the list and that `max_usd_per_hour` is about."""
        return self.kind or "on-demand"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The offers that are what is wanted, cheapest first, and how many were left out for want of a price."""

    offers: tuple[Offer, ...]
    unpriced: int


def listed(offers: Iterable[Offer], wanted: Wanted) -> Listed:
    """Return the offers that are wanted.

    Raises:
        Refused: a provider, location, type or GPU that the catalog does not know.
    """
    rows = _narrowed(tuple(offers), wanted)
    rows = [offer for offer in rows if _is_large_enough(offer, wanted)]
    needs_price = wanted.kind is not None or wanted.max_usd_per_hour is not None
    priced = [offer for offer in rows if offer.price(wanted.priced_as)]
    shown = [offer for offer in (priced if needs_price else rows) if _is_affordable(offer, wanted)]
    return Listed(
        offers=tuple(sorted(shown, key=lambda offer: _order(offer, wanted.priced_as))),
        unpriced=len(rows) - len(priced) if needs_price else 0,
    )


def gpu_wanted(given: str | None) -> tuple[int, str | None]:
    """Return how many GPUs of which family an option names: "8xH100", or "H100" for any number.

    Raises:
        Refused: it is neither.
    """
    if given is None:
        return 0, None
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,62}", given):
        return 0, given
    try:
        gpu = Gpu.parse(given)
    except NotAQuantity as error:
        raise Refused(
            f"--gpu: {given!r} is {error.problem}; give {error.allowed}, or a family alone"
        ) from None
    return gpu.count, gpu.family


def _narrowed(offers: tuple[Offer, ...], wanted: Wanted) -> tuple[Offer, ...]:
    """Return the offers that have the names asked for; each must be the name of something in the catalog."""
    if wanted.provider is not None and wanted.provider not in PROVIDERS:
        raise _unknown("--provider", wanted.provider, PROVIDERS)
    if wanted.provider is not None:
        offers = tuple(offer for offer in offers if offer.machine.provider == wanted.provider)
    named: tuple[tuple[str, str | None, Callable[[Offer], str]], ...] = (
        ("--location", wanted.location, lambda offer: offer.location),
        ("--type", wanted.type, lambda offer: offer.machine.name),
    )
    for option, name, of in named:
        known = {of(offer) for offer in offers}
        if name is not None and name not in known:
            raise _unknown(option, name, known)
        offers = tuple(offer for offer in offers if name in (None, of(offer)))
    if wanted.gpu_family is None:
        return offers
    models = {offer.machine.gpu_model for offer in offers if offer.machine.gpu_model}
    if not any(is_of_family(model, wanted.gpu_family) for model in models):
        raise _unknown("--gpu", wanted.gpu_family, models)
    return tuple(offer for offer in offers if is_of_family(offer.machine.gpu_model or "", wanted.gpu_family))


def _unknown(option: str, given: str, known: Iterable[str]) -> Refused:
    names = sorted(known, key=natural)
    near = did_you_mean(given, names)
    shown = ", ".join(names) if len(names) <= 30 else f"{len(names)} names, which `groundplan catalog` lists"
    return Refused(f"{option}: {given!r} is not in the catalog; {f'{near} ' if near else ''}known: {shown}")


def _is_large_enough(offer: Offer, wanted: Wanted) -> bool:
    """Whether an offer is as large as wanted, and can be had: what is retired is shown to whoever names it."""
    machine = offer.machine
    is_sold = wanted.kind is None or machine.capacities is None or wanted.kind in machine.capacities
    return (
        machine.vcpus >= wanted.vcpus
        and machine.memory_bytes >= wanted.memory_bytes
        and machine.gpus >= wanted.gpus
        and is_sold
        and (machine.retirement is None or wanted.type is not None)
    )


def _is_affordable(offer: Offer, wanted: Wanted) -> bool:
    price = offer.price(wanted.priced_as)
    return wanted.max_usd_per_hour is None or bool(price and price.usd_per_hour <= wanted.max_usd_per_hour)


def _order(offer: Offer, kind: Kind) -> Any:
    price = offer.price(kind)
    return (
        price.usd_per_hour if price else Decimal("Infinity"),
        offer.machine.provider,
        offer.location,
        natural(offer.machine.name),
    )
