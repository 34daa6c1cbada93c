"""Whether an account can have the machines of a plan in the zones where it wants them, once its provider told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.quota import SYSTEM, SystemMachines

Offered = Mapping[str, frozenset[str]]
"""Machine -> the zones of the location in which the account can have it; one that is not there it can have nowhere."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A machine that somebody wants in zones, by the provider's names; `path` is where the plan says so."""

    path: str
    who: str
    machine: str
    zones: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Places:
    """What has no place in an account, and what has one in some of its zones alone, a sentence each."""

    errors: list[TopologyError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def wanted(
    topology: Topology, named: Callable[[str], str], system: SystemMachines | None = None
) -> tuple[Wanted, ...]:
    """Return every machine that a plan wants, and where; `named` gives the provider's name of a zone."""
    return (*_of_pools(topology, named), *_of_system(system, named))


def _of_pools(topology: Topology, named: Callable[[str], str]) -> Iterator[Wanted]:
    for cluster in topology.clusters:
        for pool in cluster.pools:
            if pool.offer is not None:
                yield Wanted(
                    path=f"clusters[{pool.cluster}].pools[{pool.name}].machine",
                    who=f"{pool.cluster}/{pool.name}",
                    machine=pool.offer.machine.name,
                    zones=tuple(map(named, pool.zones)),
                )


def _of_system(system: SystemMachines | None, named: Callable[[str], str]) -> Iterator[Wanted]:
    if system is not None:
        zones = tuple(map(named, system.zones))
        yield Wanted(path="network.zones", who=SYSTEM, machine=system.machine, zones=zones)


def places(all_wanted: Iterable[Wanted], offered: Offered, location: str, access: str) -> Places:
    """Return a refusal for each machine that the account can have in none of its zones, and a note for one in some.

    Machines come in any of their zones, so one that is in some of them starts there. `access` says how an account that
    cannot have a machine in a location asks for it.
    """
    found = Places()
    for each in all_wanted:
        there = offered.get(each.machine, frozenset())
        lacking = [zone for zone in each.zones if zone not in there]
        if each.zones and len(lacking) == len(each.zones):
            found.errors.append(_nowhere(each, sorted(there), location, access))
        elif lacking:
            found.notes.append(
                f"{each.who}: the account cannot have {each.machine} in {', '.join(lacking)}, only in "
                f"{', '.join(sorted(there))}; name zones that have it in network.zones, or expect none elsewhere"
            )
    return found


def _nowhere(asked: Wanted, there: list[str], location: str, access: str) -> TopologyError:
    another = "choose another location" if asked.who == SYSTEM else "ask for another machine or location"
    verb = "need" if asked.who == SYSTEM else "needs"
    return TopologyError(
        path=asked.path,
        asked=f"{asked.who} {verb} {asked.machine} in {' or '.join(asked.zones)}",
        allowed=f"the account can have it in {', '.join(there)}"
        if there
        else f"the account cannot have it in {location}",
        remedy=f"write network.zones: [{', '.join(there)}], or {another}"
        if there
        else f"{another}, or {access}",
    )
