"""How much of each of a provider's quotas the pools need at most: what an account must hold before anything is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from components.topology.errors import TopologyError
from components.topology.model import Pool

COUNTS_GPUS = frozenset({"gcp"})
"""Providers whose families count GPUs, unless the name says CPUS; elsewhere every family counts vCPUs."""

UNCOUNTED = {"aws": "reservation:block/"}
"""Provider -> how a way of buying begins that counts against no quota of machines. AWS: instances in a Capacity Block
don't count against On-Demand limits (EC2 User Guide, "Capacity Blocks for ML", considerations)."""

Unit = Literal["vCPUs", "GPUs"]

SYSTEM = "system services"
"""Who needs the machines of a cluster's own services; no pool is named so, since a name has no space."""


@dataclass(frozen=True, kw_only=True, order=True)
class QuotaNeed:
    """What pools need of one quota family of a location when all of them are as large as they may be."""

    provider: str
    location: str
    family: str
    unit: Unit
    amount: int
    pools: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SystemMachines:
    """The machines of a cluster's own services, which a target starts beside the pools: so many at least, in `zones`.

    `family` is the quota that they count against; each has `vcpus`.
    """

    machine: str
    family: str
    vcpus: int
    least: int
    zones: tuple[str, ...]


def quota_needs(pools: Iterable[Pool], more: Iterable[QuotaNeed] = ()) -> tuple[QuotaNeed, ...]:
    """Return the need of each quota family, `more` included, sorted; on-demand and spot are families of their own.

    A pool that may be bought in both ways may be bought wholly in either, so it counts in both. What is reserved counts
    as on-demand, except a capacity block. A machine whose family nobody knows counts nowhere.
    """
    amounts: dict[tuple[str, str, str, Unit], int] = {}
    names: dict[tuple[str, str, str, Unit], list[str]] = {}
    for need in more:
        of_more = (need.provider, need.location, need.family, need.unit)
        amounts[of_more] = amounts.get(of_more, 0) + need.amount
        names.setdefault(of_more, []).extend(need.pools)
    for pool in pools:
        for family in _families(pool):
            if pool.offer is None or family is None:
                continue
            machine = pool.offer.machine
            unit: Unit = "GPUs" if machine.provider in COUNTS_GPUS and "CPUS" not in family else "vCPUs"
            key = (machine.provider, pool.offer.location, family, unit)
            size = pool.machine.gpus if unit == "GPUs" else machine.vcpus
            amounts[key] = amounts.get(key, 0) + pool.maximum * size
            names.setdefault(key, []).append(f"{pool.cluster}/{pool.name}")
    return tuple(
        QuotaNeed(
            provider=key[0], location=key[1], family=key[2], unit=key[3],
            amount=amounts[key], pools=tuple(sorted(names[key])),
        )
        for key in sorted(amounts)
    )  # fmt: skip


def system_need(provider: str, location: str, system: SystemMachines) -> QuotaNeed:
    """Return what the machines of a cluster's own services need: those that are there from the first day."""
    return QuotaNeed(
        provider=provider, location=location, family=system.family, unit="vCPUs",
        amount=system.least * system.vcpus, pools=(SYSTEM,),
    )  # fmt: skip


def total(
    needs: Iterable[QuotaNeed], *, family: str, unit: Unit, location: str | None = None
) -> tuple[QuotaNeed, ...]:
    """Return the one need of a quota that all of `needs` count against together, in their location or in another.

    Nothing where there are none.
    """
    found = [need for need in needs if need.unit == unit]
    if not found:
        return ()
    pools = sorted({pool for need in found for pool in need.pools})
    return (
        QuotaNeed(
            provider=found[0].provider, location=location or found[0].location, family=family, unit=unit,
            amount=sum(need.amount for need in found), pools=tuple(pools),
        ),
    )  # fmt: skip


def quota_errors(pools: Iterable[Pool]) -> list[TopologyError]:
    """Return a refusal for every pool with GPUs whose quota nobody could ask for, since its family is not known."""
    return [
        _no_family(pool, kind)
        for pool in pools
        if pool.offer and pool.offer.machine.gpus
        for kind in _kinds(pool)
        if _family(pool, kind) is None
    ]


def _kinds(pool: Pool) -> list[str]:
    uncounted = UNCOUNTED.get(pool.offer.machine.provider) if pool.offer else None
    counted = [each for each in pool.capacity if uncounted is None or not each.startswith(uncounted)]
    return sorted({"spot" if each == "spot" else "on-demand" for each in counted})


def _family(pool: Pool, kind: str) -> str | None:
    if pool.offer is None:
        return None
    machine = pool.offer.machine
    return machine.spot_quota_family if kind == "spot" else machine.quota_family


def _families(pool: Pool) -> list[str | None]:
    return [_family(pool, kind) for kind in _kinds(pool)]


def _no_family(pool: Pool, kind: str) -> TopologyError:
    machine = pool.offer.machine.name if pool.offer else ""
    other = "on-demand" if kind == "spot" else "spot"
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].machine",
        asked=f"{machine} has GPUs and is bought {kind}",
        allowed="the catalog does not know the quota that it counts against, so nobody could say whether it can start",
        remedy=f"name another machine by `type`, buy it {other}, or add its quota family to the catalog's table",
    )
