"""The one sentence for a pool that no machine fits: the nearest that exists, and what to change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from components.catalog.fitting import Misfit, gpus_of, misfits, ranking_price
from components.catalog.gpu_names import is_of_family
from components.catalog.model import Offer
from components.catalog.requirement import Requirement
from components.catalog.writing import natural
from components.plan.quantities import Memory
from components.plan.suggestions import did_you_mean


class NoMachine(ValueError):
    """No machine is what a pool asks; `asked`, `allowed` and `remedy` are parts of the sentence."""

    def __init__(self, asked: str, allowed: str, remedy: str) -> None:
        super().__init__(f"{asked}; {allowed}; {remedy}")
        self.asked, self.allowed, self.remedy = asked, allowed, remedy


def refuse(offers: Sequence[Offer], asked: Requirement) -> NoMachine:
    """Return the refusal for a requirement that none of the offers meets."""
    said = f"the pool asks {asked} {asked.place}"
    mine = [offer for offer in offers if offer.machine.provider == asked.provider]
    here = [offer for offer in mine if offer.location == asked.location]
    if not mine:
        known = sorted({offer.machine.provider for offer in offers})
        return NoMachine(said, f"the catalog has machines of {_or_nothing(known)}", "plan for one of them")
    if not here:
        return _unknown_location(said, mine, asked)
    if asked.type and not any(offer.machine.name == asked.type for offer in here):
        return _unknown_type(said, mine, here, asked)
    if asked.gpus and not any(
        is_of_family(offer.machine.gpu_model or "", asked.gpu_family) for offer in mine
    ):
        return _unknown_gpu(said, offers, asked)
    return _nearest(said, mine, here, asked)


def _unknown_location(said: str, mine: list[Offer], asked: Requirement) -> NoMachine:
    known = sorted({offer.location for offer in mine})
    remedy = did_you_mean(asked.location, known) or f"plan for one of these, or add it with {_refresh(asked)}"
    return NoMachine(said, f"the catalog knows {', '.join(known)} of {asked.provider}", remedy)


def _refresh(asked: Requirement) -> str:
    """Return the command that reads the machines of a location."""
    return f"`groundplan catalog refresh --provider {asked.provider} --location {asked.location}`"


def _unread(mine: list[Offer], here: list[Offer], asked: Requirement) -> str:
    """Return what to do first where the catalog knows less than half of a location's machines, ending in a comma.

    How many there are is told by the location of which it knows most.
    """
    most = max(Counter(offer.location for offer in mine).values())
    if 2 * len(here) >= most:
        return ""
    return f"the catalog knows only {len(here)} of its machines there, so first run {_refresh(asked)}, or "


def _unknown_type(said: str, mine: list[Offer], here: list[Offer], asked: Requirement) -> NoMachine:
    elsewhere = sorted({offer.location for offer in mine if offer.machine.name == asked.type})
    if elsewhere:
        allowed = f"the catalog knows it in {', '.join(elsewhere)}"
        remedy = "plan for one of these, or ask for what the machine must have"
        return NoMachine(said, allowed, f"{_unread(mine, here, asked)}{remedy}")
    names = {offer.machine.name for offer in mine}
    remedy = did_you_mean(asked.type, names) or "`groundplan catalog` lists the names"
    return NoMachine(said, f"the catalog knows no machine of that name of {asked.provider}", remedy)


def _unknown_gpu(said: str, offers: Iterable[Offer], asked: Requirement) -> NoMachine:
    models = {
        (offer.machine.provider, offer.machine.gpu_model) for offer in offers if offer.machine.gpu_model
    }
    known = sorted((model for provider, model in models if provider == asked.provider), key=natural)
    others = sorted({provider for provider, model in models if is_of_family(model, asked.gpu_family)})
    families = {*known, *(model.partition("-")[0] for model in known)}
    remedy = did_you_mean(asked.gpu_family, families) or "ask for one of these, or for a family such as A100"
    if others:
        remedy = f"ask for one of these, or plan for {' or '.join(others)}"
    return NoMachine(said, f"the GPUs of {asked.provider} are {', '.join(known)}", remedy)


def _nearest(said: str, mine: list[Offer], here: list[Offer], asked: Requirement) -> NoMachine:
    candidates = [offer for offer in here if asked.type in (None, offer.machine.name)]
    nearest, against = min(
        ((offer, misfits(offer, asked)) for offer in candidates), key=lambda each: _distance(*each, asked)
    )
    machine = nearest.machine
    size = f"{machine.vcpus} vCPUs, {Memory(machine.memory_bytes)}, {gpus_of(machine)}"
    allowed = f"the nearest there is {machine.name} ({size}), which {' and '.join(m.words for m in against)}"
    remedies = " and ".join(dict.fromkeys(misfit.remedy for misfit in against))
    return NoMachine(said, allowed, f"{_unread(mine, here, asked)}{remedies}{_elsewhere(mine, asked)}")


def _distance(offer: Offer, against: Iterable[Misfit], asked: Requirement) -> Any:
    price = ranking_price(offer, asked.kinds[0])
    usd = (0, price.usd_per_hour) if price else (1, 0)
    return (sum(misfit.distance for misfit in against), usd, natural(offer.machine.name))


def _elsewhere(mine: list[Offer], asked: Requirement) -> str:
    """Return where else of the provider something is what is asked, as the end of a sentence."""
    fitting = {
        offer.location: offer.machine.name
        for offer in sorted(mine, key=lambda offer: natural(offer.machine.name), reverse=True)
        if asked.type in (None, offer.machine.name) and not misfits(offer, asked)
    }
    if not fitting:
        return ""
    places = ", ".join(f"{location} ({fitting[location]})" for location in sorted(fitting))
    return f", or plan for a location that has it: {places}"


def _or_nothing(names: list[str]) -> str:
    return ", ".join(names) or "no provider"
