"""What a table of the catalog says: types of machines, or a snapshot of offers."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from components.catalog.model import (
    ARCHITECTURES,
    FABRICS,
    SPOT_IS_A_FLOOR,
    Kind,
    MachineType,
    Offer,
    Price,
    Snapshot,
    Source,
)
from components.catalog.table import Row, looked_up, rows, sources

Value = TypeVar("Value")

GIB = 2**30
GB = 10**9
MACHINE_COLUMNS = (
    "machine",
    "vcpus",
    "memory_gib",
    "gpus",
    "gpu_model",
    "gpu_memory_gib",
    "architecture",
    "fabric",
    "local_disk_gb",
    "quota_family",
    "spot_quota_family",
    "capacities",
)
OFFER_COLUMNS = (
    "location",
    "machine",
    "zones",
    "on_demand_usd_per_hour",
    "on_demand_as_of",
    "on_demand_source",
    "spot_usd_per_hour",
    "spot_as_of",
    "spot_source",
)
PREFIX: Mapping[Kind, str] = {"on-demand": "on_demand", "spot": "spot"}
"""How the columns of a price begin."""


def read_machines(provider: str, file: Path, text: str) -> dict[str, MachineType]:
    """Return the types of machines of a provider by name; raise CatalogError where the table is wrong."""
    found: dict[str, MachineType] = {}
    for row in rows(file, text, MACHINE_COLUMNS):
        machine = _machine(provider, row)
        if machine.name in found:
            raise row.fault("machine", f"given {machine.name!r} once more; allowed: every machine once")
        found[machine.name] = machine
    return found


def read_snapshot(
    provider: str, day: date, file: Path, text: str, machines: Mapping[str, MachineType]
) -> Snapshot:
    """Return a provider's offers as gathered on `day`; raise CatalogError where the table is wrong."""
    known = sources(text)
    found: dict[tuple[str, str, str], Offer] = {}
    for row in rows(file, text, OFFER_COLUMNS):
        offer = _offer(row, machines, known)
        if offer.key in found:
            raise row.fault("machine", f"given {offer.machine.name!r} once more; allowed: once a location")
        found[offer.key] = offer
    return Snapshot(provider=provider, day=day, file=file, offers=tuple(found.values()))


def _machine(provider: str, row: Row) -> MachineType:
    gpus = row.read("gpus", _share, "a number of GPUs, or a part such as 1/2")
    return MachineType(
        provider=provider,
        name=row.read("machine", _name, "a machine's name"),
        vcpus=row.read("vcpus", _above_zero, "a whole number above 0"),
        memory_bytes=row.read("memory_gib", _gibibytes, "GiB above 0"),
        gpus=gpus,
        gpu_model=row.read("gpu_model", _name, "the model of the GPUs") if gpus else None,
        gpu_memory_bytes=row.read_known("gpu_memory_gib", _gibibytes, "GiB above 0"),
        architecture=row.read("architecture", _one_of(ARCHITECTURES), ", ".join(ARCHITECTURES)),
        fabric=row.read_known("fabric", _one_of(FABRICS), ", ".join(FABRICS)),
        local_disk_bytes=row.read_known("local_disk_gb", _gigabytes, "whole GB, 0 for none"),
        quota_family=row.cells["quota_family"] or None,
        spot_quota_family=row.cells["spot_quota_family"] or None,
        capacities=row.read_known("capacities", _kinds, f"{', '.join(PREFIX)}, with spaces between"),
    )


def _offer(row: Row, machines: Mapping[str, MachineType], known: Mapping[str, str]) -> Offer:
    allowed = "a machine that the catalog's table of machines has"
    machine = row.read("machine", lambda name: looked_up(machines, name), allowed)
    return Offer(
        machine=machine,
        location=row.read("location", _name, "a location's name"),
        zones=row.read_known("zones", lambda cell: tuple(cell.split()), "names with spaces between"),
        on_demand=_price(row, "on-demand", known),
        spot=_price(row, "spot", known, is_floor=machine.provider in SPOT_IS_A_FLOOR),
    )


def _price(row: Row, kind: Kind, known: Mapping[str, str], *, is_floor: bool = False) -> Price | None:
    prefix = PREFIX[kind]
    amount = row.read_known(f"{prefix}_usd_per_hour", _usd, "USD per hour, above 0")
    if amount is None:
        return None
    allowed = f"a source that the file's head names: {', '.join(sorted(known)) or 'none'}"
    key = row.cells[f"{prefix}_source"]
    return Price(
        usd_per_hour=amount,
        as_of=row.read_known(f"{prefix}_as_of", date.fromisoformat, "a day as YYYY-MM-DD"),
        source=Source(key=key, text=row.read(f"{prefix}_source", lambda key: looked_up(known, key), allowed)),
        is_floor=is_floor,
    )


def _name(cell: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", cell):
        raise ValueError
    return cell


def _above_zero(cell: str) -> int:
    if int(cell) <= 0:
        raise ValueError
    return int(cell)


def _share(cell: str) -> Fraction:
    if Fraction(cell) < 0:
        raise ValueError
    return Fraction(cell)


def _gibibytes(cell: str) -> int:
    if not (amount := Decimal(cell) * GIB).is_finite() or amount <= 0:
        raise ValueError
    return int(amount)


def _gigabytes(cell: str) -> int:
    if int(cell) < 0:
        raise ValueError
    return int(cell) * GB


def _usd(cell: str) -> Decimal:
    if not (amount := Decimal(cell)).is_finite() or amount <= 0:
        raise ValueError
    return amount


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise ValueError
        return cell

    return read


def _kinds(cell: str) -> frozenset[str]:
    if not set(cell.split()) <= set(PREFIX):
        raise ValueError
    return frozenset(cell.split())
