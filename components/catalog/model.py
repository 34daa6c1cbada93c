"""The catalog's own words: a type of machine, a dated price, an offer of a machine in a location, a snapshot of offers.

`None` means not known and is never a guess; what is known to be absent is 0 or "none".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

Kind = Literal["on-demand", "spot"]
"""How a machine is bought, as far as a list has prices for it."""

PROVIDERS = ("aws", "azure", "gcp")
"""The providers that are targets of a plan and have machines to choose from, sorted."""

SPOT_IS_A_FLOOR = frozenset({"aws"})
"""Providers with a market in each zone, which differ threefold: a region's figure is its cheapest zone and promises
nothing. Azure and Google Cloud publish one spot price a region.
"""

NO_FABRIC = "none"
RDMA_FABRICS = ("efa", "gpudirect-rdma", "infiniband")
"""What `fabric: rdma` of a plan may become: networks on which one machine's GPUs reach another's past the kernel."""
TCP_FABRICS = ("gpudirect-tcpx", "gpudirect-tcpxo")
"""Networks of GPUs that speak TCP, which is no RDMA (Google Cloud, "Maximize GPU network bandwidth in GKE")."""
FABRICS = (*RDMA_FABRICS, *TCP_FABRICS, NO_FABRIC)

ARCHITECTURES = ("arm64", "x86_64")


@dataclass(frozen=True, kw_only=True)
class Retirement:
    """The last day of a machine, and the one that its provider recommends instead."""

    day: date
    successor: str


@dataclass(frozen=True, kw_only=True)
class MachineType:
    """What a machine is, in every location of its provider.

    `gpus` counts whole GPUs, or a part of one. `gpu_memory_bytes` is that of each. `capacities` are the only ways in
    which it can be bought, or None where the provider names no limit. `quota_family` is the provider's name for the
    quota that an on-demand machine counts against, `spot_quota_family` that of a spot machine. `retirement` is there
    where the provider has taken it away.
    """

    provider: str
    name: str
    vcpus: int
    memory_bytes: int
    gpus: Fraction = Fraction(0)
    gpu_model: str | None = None
    gpu_memory_bytes: int | None = None
    architecture: str = "x86_64"
    fabric: str | None = None
    local_disk_bytes: int | None = None
    quota_family: str | None = None
    spot_quota_family: str | None = None
    capacities: frozenset[str] | None = None
    retirement: Retirement | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a price is from: a short key for the rows of a file, and what it stands for."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Price:
    """A list price in USD per hour on a day, None where the source has no date; a floor is the least it may be."""

    usd_per_hour: Decimal
    as_of: date | None
    source: Source
    is_floor: bool = False

    def __str__(self) -> str:
        return f"{'from ' if self.is_floor else ''}{self.usd_per_hour:f} USD/h"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A type of machine in a location: the zones that have it, and its prices."""

    machine: MachineType
    location: str
    zones: tuple[str, ...] | None = None
    on_demand: Price | None = None
    spot: Price | None = None

    def price(self, kind: Kind) -> Price | None:
        """Return the price of one way of buying, or None where it is not known."""
        return self.spot if kind == "spot" else self.on_demand

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells an offer from every other: provider, location, machine."""
        return (self.machine.provider, self.location, self.machine.name)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The offers of one provider as they were gathered on `day`; `file` is where they lie."""

    provider: str
    day: date
    file: Path
    offers: tuple[Offer, ...]


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """The snapshot in use of each provider, and what its types of machines are, both by provider."""

    snapshots: Mapping[str, Snapshot]
    machines: Mapping[str, Mapping[str, MachineType]]

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Every offer of every provider."""
        return tuple(
            offer for provider in sorted(self.snapshots) for offer in self.snapshots[provider].offers
        )


class CatalogError(ValueError):
    """A file of the catalog that cannot be used: where, what was given, what is allowed, what to do."""
