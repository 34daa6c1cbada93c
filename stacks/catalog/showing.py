"""Offers and what moved, as tables and words for people and as documents for programs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from rich.table import Table
from rich.text import Text

from components.catalog.accelerators import accelerators
from components.catalog.age import STALE_AFTER_DAYS, age_of
from components.catalog.fitting import gpus_of
from components.catalog.model import Catalog, MachineType, Offer, Price
from components.catalog.moves import Move
from components.plan.quantities import Memory

UNKNOWN = "unknown"
COLORS = {"up": "red", "down": "green", "new": "cyan", "gone": "yellow"}


def offers_table(offers: Iterable[Offer]) -> Table:
    """Return one row for each offer; prices are USD per hour."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("provider", "location", "machine"):
        table.add_column(column, no_wrap=True)
    for column in ("vCPUs", "memory"):
        table.add_column(column, no_wrap=True, justify="right")
    for column in ("GPUs", "fabric"):
        table.add_column(column, no_wrap=True)
    for column in ("on-demand USD/h", "spot USD/h"):
        table.add_column(column, no_wrap=True, justify="right")
    for offer in offers:
        machine = offer.machine
        table.add_row(
            machine.provider,
            offer.location,
            machine.name,
            str(machine.vcpus),
            str(Memory(machine.memory_bytes)),
            gpus_of(machine) if machine.gpus else "-",
            _known(machine.fabric),
            _amount(offer.on_demand),
            _amount(offer.spot),
        )
    return table


def described(offer: Offer) -> list[str]:
    """Return all that is known of an offer, line by line."""
    machine = offer.machine
    only = f"; only as {', '.join(sorted(machine.capacities))}" if machine.capacities else ""
    zones = ", ".join(offer.zones) if offer.zones else UNKNOWN
    gone = machine.retirement
    ended = f"; retired on {gone.day}, its successor is {gone.successor}" if gone else ""
    lines = [
        f"{machine.name} of {machine.provider} in {offer.location}{only}{ended}",
        f"  {machine.vcpus} vCPUs ({machine.architecture}), {Memory(machine.memory_bytes)} of memory, {_gpus(machine)}",
        *_each_gpu(machine),
        f"  fabric: {_known(machine.fabric)}; local disk: {_disk(machine)}; zones: {zones}",
        f"  quota family: {_known(machine.quota_family)}; for spot: {_known(machine.spot_quota_family)}",
        f"  on-demand: {_told(offer.on_demand)}",
        f"  spot: {_told(offer.spot)}",
    ]
    if offer.spot and offer.spot.is_floor:
        lines.append("  that spot price is the cheapest zone's, a floor: others may cost a multiple")
    return lines


def offer_document(offer: Offer) -> dict[str, Any]:
    """Return all that is known of an offer as plain values; null is unknown."""
    machine = offer.machine
    return {
        "provider": machine.provider,
        "location": offer.location,
        "machine": machine.name,
        "vcpus": machine.vcpus,
        "memory_bytes": machine.memory_bytes,
        "gpus": float(machine.gpus),
        "gpu_model": machine.gpu_model,
        "gpu_memory_bytes": machine.gpu_memory_bytes,
        "architecture": machine.architecture,
        "fabric": machine.fabric,
        "local_disk_bytes": machine.local_disk_bytes,
        "zones": list(offer.zones) if offer.zones else None,
        "quota_family": machine.quota_family,
        "spot_quota_family": machine.spot_quota_family,
        "capacities": sorted(machine.capacities) if machine.capacities else None,
        "retired": machine.retirement.day.isoformat() if machine.retirement else None,
        "successor": machine.retirement.successor if machine.retirement else None,
        "on_demand": _price_document(offer.on_demand),
        "spot": _price_document(offer.spot),
    }


def snapshot_document(catalog: Catalog, provider: str, today: date) -> dict[str, Any]:
    """Return where a provider's snapshot lies and how old its prices are."""
    snapshot = catalog.snapshots[provider]
    age = age_of(provider, snapshot.offers, today)
    return {
        "provider": provider,
        "day": snapshot.day.isoformat(),
        "file": str(snapshot.file),
        "oldest_price": age.oldest.isoformat() if age.oldest else None,
        "age_days": age.days,
        "stale_after_days": STALE_AFTER_DAYS,
        "is_stale": age.is_stale,
        "undated_prices": age.undated,
    }


def moves_table(moved: Iterable[Move]) -> Table:
    """Return one row for each price that moved."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("provider", "location", "machine", "price", "moved", "before", "now"):
        table.add_column(column, no_wrap=True, justify="right" if column in ("before", "now") else "left")
    for move in moved:
        before, after = (f"{amount:f}" if amount is not None else "-" for amount in (move.before, move.after))
        went = Text(move.direction, style=COLORS[move.direction])
        table.add_row(move.provider, move.location, move.machine, move.kind, went, before, after)
    return table


def move_document(move: Move) -> dict[str, Any]:
    """Return a price that moved as plain values."""
    return {
        "provider": move.provider,
        "location": move.location,
        "machine": move.machine,
        "kind": move.kind,
        "direction": move.direction,
        "before_usd_per_hour": None if move.before is None else float(move.before),
        "after_usd_per_hour": None if move.after is None else float(move.after),
    }


def _known(word: str | None) -> str:
    return word or UNKNOWN


def _amount(price: Price | None) -> str:
    if price is None:
        return UNKNOWN
    return f"{'from ' if price.is_floor else ''}{price.usd_per_hour:f}"


def _told(price: Price | None) -> str:
    if price is None:
        return UNKNOWN
    return f"{price}, {f'of {price.as_of}' if price.as_of else 'without a date'} ({price.source.text})"


def _gpus(machine: MachineType) -> str:
    if not machine.gpus:
        return "no GPU"
    memory = f" with {Memory(machine.gpu_memory_bytes)} each" if machine.gpu_memory_bytes else ""
    return f"{gpus_of(machine)}{memory}"


def _each_gpu(machine: MachineType) -> list[str]:
    each = accelerators().get(machine.gpu_model or "")
    if each is None:
        return []
    bf16, fp8 = (f"{value:g}" if value else "no" for value in (each.bf16_tflops, each.fp8_tflops))
    links = f"{each.interconnect}, {each.interconnect_gb_per_s:g} GB/s"
    return [
        f"  each GPU: {bf16} TFLOPS in BF16, {fp8} in FP8 (dense), {each.memory_gb_per_s:g} GB/s memory, {links}"
    ]


def _disk(machine: MachineType) -> str:
    if machine.local_disk_bytes is None:
        return UNKNOWN
    return f"{machine.local_disk_bytes // 10**9} GB" if machine.local_disk_bytes else "none"


def _price_document(price: Price | None) -> dict[str, Any] | None:
    if price is None:
        return None
    return {
        "usd_per_hour": float(price.usd_per_hour),
        "as_of": price.as_of.isoformat() if price.as_of else None,
        "source": price.source.text,
        "is_floor": price.is_floor,
    }
