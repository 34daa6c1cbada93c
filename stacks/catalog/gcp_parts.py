"""What a machine of Google Cloud is made of, as its price list words it: cores, memory, GPUs and local disks. Pure.

The words are those of public code that uses the list (Cyclenerd/google-cloud-pricing-cost-calculator, cloudpilot-ai),
and the sums agree with the snapshot of 2026-07-16, made from the same list (tests/stacks/catalog/test_gcp.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from components.catalog.model import Kind, MachineType
from stacks.catalog.price_list import Collected

GIB = 2**30
DISK_GIB = 375
"""Local SSD comes in disks of this size, and is sold by the GiB and month."""
HOURS_PER_MONTH = 730
PLACES = Decimal("0.000001")

FAMILIES = {
    "a2": "A2", "a3-highgpu": "A3", "a3-megagpu": "A3Plus", "a3-ultragpu": "A3Ultra", "c3": "C3", "e2": "E2",
    "g2": "G2", "n1": "N1 Predefined", "n2": "N2",
}  # fmt: skip
"""How names of machines begin -> what the list calls their cores and memory. A4 is left out: nobody says whether its
cores are in the price of its GPUs."""
GPUS = {
    "A100-40GB": "Nvidia Tesla A100 GPU",
    "A100-80GB": "Nvidia Tesla A100 80GB GPU",
    "H100-SXM": "Nvidia H100 80GB GPU",
    "H200": "H200 141GB GPU",
    "L4": "Nvidia L4 GPU",
}
MEGA = ("Nvidia H100 80GB Mega GPU", "Nvidia H100 80GB Plus GPU")
"""That of A3 Mega, in two wordings."""
LOCAL_DISK = "SSD backed Local Storage"

CORE, RAM = "Instance Core", "Instance Ram"
UNITS = {CORE: "h", RAM: "GiBy.h", "GPU": "h", LOCAL_DISK: "GiBy.mo"}
"""What a part is -> the unit by which it is sold."""
KINDS: Mapping[str, Kind] = {"OnDemand": "on-demand", "Preemptible": "spot"}
"""usageType of the list -> the way of buying; commitments are others."""
SPOT = "Spot Preemptible"
DESCRIPTION = re.compile(
    r"(?:Spot Preemptible )?(?P<what>.+?)(?: attached to Spot Preemptible VMs)?(?: (?:running )?in .+)?"
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part in one region: what the list calls it, and its price in USD for an hour, of one core, GPU or GiB."""

    what: str
    location: str
    kind: Kind
    usd_per_hour: Decimal


def _wanted() -> dict[str, str]:
    """Return what the list calls each part that a machine of the catalog may have -> the unit that it is sold by."""
    found = {f"{family} {part}": UNITS[part] for family in FAMILIES.values() for part in (CORE, RAM)}
    return found | dict.fromkeys((*GPUS.values(), *MEGA), UNITS["GPU"]) | {LOCAL_DISK: UNITS[LOCAL_DISK]}


WANTED = _wanted()


def parts_of(sku: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the part that an entry of the list is, once a region; nothing where it is another or has no plain price.

    Some that are spot by their words are told as on-demand, so the words hold.
    """
    words = str(sku.get("description"))
    kind = KINDS.get((sku.get("category") or {}).get("usageType", ""))
    said = DESCRIPTION.fullmatch(words)
    if kind is None or said is None or said["what"] not in WANTED:
        return
    amount = _usd_per_hour(sku, WANTED[said["what"]])
    what = MEGA[0] if said["what"] in MEGA else said["what"]
    for location in sku.get("serviceRegions") or () if amount is not None else ():
        yield Part(
            what=what,
            location=str(location),
            kind="spot" if SPOT in words else kind,
            usd_per_hour=amount or Decimal(0),
        )


def summed(parts: Iterable[Part], location: str, machines: Mapping[str, MachineType]) -> Collected:
    """Return the prices of machines in a region, as sums of their parts; one that lacks a part has none.

    A part that the list gives two prices leaves every machine that has it in dispute.
    """
    prices: dict[tuple[str, Kind], set[Decimal]] = {}
    for part in parts:
        if part.location == location:
            prices.setdefault((part.what, part.kind), set()).add(part.usd_per_hour)
    collected = Collected(known=frozenset(machines))
    for name, machine in machines.items():
        for kind in KINDS.values():
            found = [(prices.get((what, kind), set()), count) for what, count in _made_of(machine).items()]
            if not found or not all(amounts for amounts, _ in found):
                continue
            if any(len(amounts) > 1 for amounts, _ in found):
                collected.disputed.add(name)
                continue
            collected.add(
                name,
                kind,
                sum((min(amounts) * count for amounts, count in found), Decimal(0)).quantize(PLACES),
            )
    return collected


def _made_of(machine: MachineType) -> dict[str, Decimal]:
    """Return how much of each part a machine has, nothing where the list's words for one are not known."""
    family = next((words for start, words in FAMILIES.items() if machine.name.startswith(f"{start}-")), None)
    if family is None:
        return {}
    found = {
        f"{family} {CORE}": Decimal(machine.vcpus),
        f"{family} {RAM}": Decimal(machine.memory_bytes) / GIB,
    }
    if machine.gpus:
        gpu = MEGA[0] if family == "A3Plus" else GPUS.get(machine.gpu_model or "")
        if gpu is None or machine.local_disk_bytes is None:
            return {}
        found[gpu] = Decimal(int(machine.gpus))
    if disks := round((machine.local_disk_bytes or 0) / GIB / DISK_GIB):
        found[LOCAL_DISK] = Decimal(disks * DISK_GIB)
    return found


def _usd_per_hour(sku: Mapping[str, Any], unit: str) -> Decimal | None:
    """Return the one price of an entry, None where it has steps, another unit or another currency."""
    told = sku.get("pricingInfo") or ()
    if not told:
        return None
    expression = max(told, key=lambda each: str(each.get("effectiveTime"))).get("pricingExpression") or {}
    amounts = [_amount(rate.get("unitPrice") or {}) for rate in expression.get("tieredRates") or ()]
    above_zero = [amount for amount in amounts if amount]
    if expression.get("usageUnit") != unit or len(above_zero) != 1 or amounts[-1] != above_zero[0]:
        return None
    return above_zero[0] / HOURS_PER_MONTH if unit.endswith(".mo") else above_zero[0]


def _amount(price: Mapping[str, Any]) -> Decimal | None:
    """Return an amount of USD: whole `units` as text, and `nanos` of one."""
    if price.get("currencyCode") != "USD":
        return None
    return Decimal(str(price.get("units") or 0)) + Decimal(int(price.get("nanos") or 0)).scaleb(-9)
