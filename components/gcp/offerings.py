"""In which zones Google Cloud has the machines of a plan, as Compute Engine tells a project. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from components.gcp.account import Account, open_account
from components.gcp.addresses import zone_name, zones_of
from components.gcp.system_machines import system
from components.rest import Absent
from components.topology.model import Topology
from components.topology.offered import Offered, Places, wanted
from components.topology.offered import places as places_of

ACCESS = "ask Google Cloud for access to it (the sales contact of the project's organisation)"
GONE = ("OBSOLETE", "DELETED")
"""States of a type of machine that nobody starts any more (Compute Engine API, DeprecationStatus)."""


def places(configured: Callable[[str], Any], topology: Topology) -> Places:
    """Return what has no place in the project of a stack. Raises CannotAsk, NoCredentials."""
    if not any(pool.offer for cluster in topology.clusters for pool in cluster.pools):
        return Places()
    return places_in(open_account(configured), topology)


def places_in(account: Account, topology: Topology) -> Places:
    """Return what has no place in a project. Raises CannotAsk, NoCredentials."""
    location = topology.location or ""
    asked = wanted(topology, lambda zone: zone_name(location, zone), system(topology))
    zones = {*zones_of(location), *(zone for each in asked for zone in each.zones)}
    return places_of(asked, offered(account, {each.machine for each in asked}, zones), location, ACCESS)


def offered(account: Account, machines: Iterable[str], zones: Iterable[str]) -> Offered:
    """Return which of `zones` have each of `machines`; a zone that is not there has none. Raises CannotAsk."""
    found: dict[str, set[str]] = {}
    query = " OR ".join(f'(name = "{machine}")' for machine in sorted(machines))
    for zone in sorted(zones):
        path = f"/compute/v1/projects/{account.project}/zones/{zone}/machineTypes"
        try:
            for each in account.service("compute").by_token(path, "items", filter=query):
                if (each.get("deprecated") or {}).get("state") not in GONE:
                    found.setdefault(str(each["name"]), set()).add(zone)
        except Absent:
            continue
    return {machine: frozenset(there) for machine, there in found.items()}
