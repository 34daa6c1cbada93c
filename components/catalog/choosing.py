"""Chooses the cheapest machine that is what a pool asks, and says what was passed over and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from components.catalog.fitting import Misfit, gpus_of, misfits, ranking_price
from components.catalog.model import SPOT_IS_A_FLOOR, Catalog, Offer, Price
from components.catalog.refusing import refuse
from components.catalog.requirement import Requirement, requirement_of
from components.catalog.writing import natural
from components.plan import model as plan_model


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The machine of a pool where it was found, and sentences for whoever reads the plan's outcome.

    `price` is the one that ranked it, None where `type` named a machine without a known one. `passed_over` are the
    machines that would have done but for what is unknown of them or where they are; `notes` is what to know of the
    chosen one.
    """

    offer: Offer
    price: Price | None
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def machine_for(plan: plan_model.Plan, pool: plan_model.Pool, catalog: Catalog) -> Choice:
    """Return the machine of a pool of a plan for a provider; raise NoMachine where the catalog has none."""
    return choose(catalog.offers, requirement_of(plan, pool))


def choose(offers: Iterable[Offer], asked: Requirement) -> Choice:
    """Return the cheapest offer that is all of what is asked.

    The prices count in the order of the capacities. Ties go to the lower spot price, then to fewer vCPUs, less memory
    and the first name, so neither the order of the offers nor a dearer one changes the choice.

    Raises:
        NoMachine: nothing is all of it; the sentence names the nearest and what to change.
    """
    every = tuple(offers)
    here = [offer for offer in every if _is_there(offer, asked)]
    judged = [(offer, misfits(offer, asked)) for offer in here]
    fitting = [offer for offer, against in judged if not against]
    if not fitting:
        raise refuse(every, asked)
    chosen = min(fitting, key=lambda offer: _rank(offer, asked))
    passed_over = sorted(_sentence(offer, against) for offer, against in judged if _would_do(against))
    return Choice(
        offer=chosen,
        price=ranking_price(chosen, asked.kinds[0]),
        passed_over=tuple(passed_over),
        notes=tuple(_notes(chosen, asked)),
    )


def _is_there(offer: Offer, asked: Requirement) -> bool:
    machine = offer.machine
    is_place = (machine.provider, offer.location) == (asked.provider, asked.location)
    return is_place and asked.type in (None, machine.name)


def _would_do(against: tuple[Misfit, ...]) -> bool:
    return bool(against) and all(misfit.is_passed_over for misfit in against)


def _sentence(offer: Offer, against: tuple[Misfit, ...]) -> str:
    return f"{offer.machine.name} {' and '.join(misfit.words for misfit in against)}"


def _rank(offer: Offer, asked: Requirement) -> Any:
    prices = [_usd(ranking_price(offer, kind)) for kind in asked.kinds]
    machine = offer.machine
    spot = _usd(offer.spot) if "spot" in asked.kinds else Decimal(0)
    return (prices, spot, machine.vcpus, machine.memory_bytes, natural(machine.name))


def _usd(price: Price | None) -> Decimal:
    return price.usd_per_hour if price else Decimal("Infinity")


def _notes(offer: Offer, asked: Requirement) -> Iterable[str]:
    machine = offer.machine
    if not asked.type and machine.gpus > asked.gpus:
        yield f"{machine.name} has {gpus_of(machine)}, more than the {asked.gpus} asked, and is the cheapest that fits"
    if "spot" in asked.kinds and machine.provider in SPOT_IS_A_FLOOR:
        spot = f"{offer.spot} in the cheapest zone, a floor" if offer.spot else "not known"
        yield f"its spot price is {spot}; it was chosen by its on-demand price"
    if any(each.startswith("reservation:") for each in asked.capacity):
        yield "what a reservation costs was agreed apart; the catalog knows the on-demand price"
    for kind in asked.kinds:
        price = ranking_price(offer, kind)
        if price is None:
            yield f"no {kind} price of {machine.name} is known; it is taken because `type` names it"
        elif price.as_of is None:
            yield f"its price of {price} has no date ({price.source.text})"
    if asked.zones and offer.zones is None:
        yield f"which zones of {offer.location} have {machine.name} is not known to the catalog"
    if asked.fabric == "rdma" and machine.fabric is None:
        yield f"which fabric {machine.name} has is not known to the catalog; it is taken because `type` names it"
