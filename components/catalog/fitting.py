"""Why a machine is not what a pool asks; each reason with its words and what to ask instead."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.catalog.gpu_names import is_of_family
from components.catalog.model import (
    NO_FABRIC,
    SPOT_IS_A_FLOOR,
    TCP_FABRICS,
    Kind,
    MachineType,
    Offer,
    Price,
)
from components.catalog.requirement import Requirement
from components.plan.quantities import Memory


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """One thing in which an offer is not what is asked.

    `words` follow the machine's name. `distance` says how far it is off: a share of what is asked, 1 for a wholly other
    thing. With `is_passed_over` the machine itself would do: where it is, or what nobody knows, speaks against it.
    """

    words: str
    remedy: str
    distance: float
    is_passed_over: bool = False


def misfits(offer: Offer, asked: Requirement) -> tuple[Misfit, ...]:
    """Return everything in which an offer is not what is asked; none means that it can be chosen.

    Provider, location and, where one is asked, type are those asked already.
    """
    machine, named = offer.machine, asked.type is not None
    size = () if named else (*_too_small(machine, asked), *_other_gpus(machine, asked))
    prices = () if named else _prices(offer, asked)
    there = (*_retired(machine), *_zones(offer, asked), *_capacity(offer, asked))
    return (*size, *_fabric(machine, asked), *there, *prices)


def ranking_price(offer: Offer, kind: Kind) -> Price | None:
    """Return the price by which an offer is compared with others, or None where none is known.

    Where spot prices are a floor, it is the on-demand price, at which AWS caps a spot request that names no maximum: a
    floor alone is no ground for a choice.
    """
    if kind == "spot" and offer.machine.provider in SPOT_IS_A_FLOOR:
        return offer.on_demand
    return offer.price(kind)


def gpus_of(machine: MachineType) -> str:
    """Return the GPUs of a machine as a plan writes them, such as 8xH100-SXM, or "no GPU"."""
    return f"{machine.gpus}x{machine.gpu_model}" if machine.gpus else "no GPU"


def _too_small(machine: MachineType, asked: Requirement) -> Iterator[Misfit]:
    if asked.cpus and machine.vcpus < asked.cpus:
        yield Misfit(
            words=f"has {machine.vcpus} vCPUs",
            remedy=f"ask at most `cpu: {machine.vcpus}`",
            distance=1 - machine.vcpus / asked.cpus,
        )
    if asked.memory_bytes and machine.memory_bytes < asked.memory_bytes:
        memory = Memory(machine.memory_bytes)
        yield Misfit(
            words=f"has {memory} of memory",
            remedy=f"ask at most `memory: {memory}`",
            distance=1 - machine.memory_bytes / asked.memory_bytes,
        )


def _other_gpus(machine: MachineType, asked: Requirement) -> Iterator[Misfit]:
    has = gpus_of(machine)
    if not asked.gpus and machine.gpus:
        yield Misfit(words=f"has {has}, which nobody asks for", remedy=f"ask `gpu: {has}`", distance=2)
    elif asked.gpus and not (machine.gpus and is_of_family(machine.gpu_model or "", asked.gpu_family)):
        short = max(0.0, float(1 - machine.gpus / asked.gpus))
        remedy = f"ask `gpu: {has}`" if machine.gpus >= 1 else "ask no GPU"
        yield Misfit(words=f"has {has}", remedy=remedy, distance=1 + short)
    elif machine.gpus < asked.gpus:
        whole = f"ask `gpu: {has}`" if machine.gpus >= 1 else f"name it by `type: {machine.name}`"
        yield Misfit(words=f"has {has}", remedy=whole, distance=float(1 - machine.gpus / asked.gpus))
    if machine.architecture != asked.architecture:
        yield Misfit(
            words=f"is {machine.architecture}, and the nodes' image is for {asked.architecture}",
            remedy=f"name it by `type: {machine.name}`, with an image for {machine.architecture}",
            distance=0.5,
        )


def _fabric(machine: MachineType, asked: Requirement) -> Iterator[Misfit]:
    if asked.fabric == "rdma" and machine.fabric == NO_FABRIC:
        yield Misfit(words="has no RDMA fabric", remedy="leave out `fabric: rdma`", distance=0.5)
    elif asked.fabric == "rdma" and machine.fabric in TCP_FABRICS:
        words = f"has {machine.fabric}, which is no RDMA"
        yield Misfit(words=words, remedy="leave out `fabric: rdma`", distance=0.5)
    elif asked.fabric == "rdma" and machine.fabric is None and not asked.type:
        yield Misfit(
            words="has a fabric that the catalog does not know",
            remedy=f"leave out `fabric: rdma`, or name it by `type: {machine.name}`",
            distance=0.3,
            is_passed_over=True,
        )


def _retired(machine: MachineType) -> Iterator[Misfit]:
    if machine.retirement is not None:
        yield Misfit(
            words=f"was retired by {machine.provider} on {machine.retirement.day}",
            remedy=f"take its successor by `type: {machine.retirement.successor}`",
            distance=0.3,
            is_passed_over=True,
        )


def _zones(offer: Offer, asked: Requirement) -> Iterator[Misfit]:
    lacking = [zone for zone in asked.zones if offer.zones is not None and zone not in offer.zones]
    if lacking:
        yield Misfit(
            words=f"is not offered in {' or '.join(lacking)}",
            remedy=f"name zones among {', '.join(offer.zones or ())}",
            distance=0.3,
            is_passed_over=True,
        )


def _capacity(offer: Offer, asked: Requirement) -> Iterator[Misfit]:
    only = offer.machine.capacities
    if only is not None and not set(asked.open_kinds) <= only:
        yield Misfit(
            words=f"is offered as {' or '.join(sorted(only))} only",
            remedy=f"write `capacity: [{', '.join(sorted(only))}]`",
            distance=0.3,
            is_passed_over=True,
        )


def _prices(offer: Offer, asked: Requirement) -> Iterator[Misfit]:
    for kind in asked.kinds:
        if ranking_price(offer, kind) is None:
            floor = (
                f", only a floor of its spot price ({offer.spot})" if kind == "spot" and offer.spot else ""
            )
            yield Misfit(
                words=f"has no known {'on-demand' if floor else kind} price{floor}",
                remedy=f"name it by `type: {offer.machine.name}`",
                distance=0.3,
                is_passed_over=True,
            )
