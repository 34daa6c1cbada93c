"""In which zones a subscription can have the machines of a plan, as Azure tells it. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from components.azure.account import Account, open_account
from components.azure.addresses import availability_zone
from components.azure.system_machines import system
from components.topology.model import Topology
from components.topology.offered import Offered, Places, wanted
from components.topology.offered import places as places_of

VERSION = "2021-07-01"
MACHINES = "virtualMachines"
ACCESS = 'ask Azure for access to it (portal: Help + support, "Service and subscription limits", Compute)'


def places(configured: Callable[[str], Any], topology: Topology) -> Places:
    """Return what has no place in the subscription of a stack. Raises CannotAsk, NoCredentials."""
    if not any(pool.offer for cluster in topology.clusters for pool in cluster.pools):
        return Places()
    return places_in(open_account(configured), topology)


def places_in(account: Account, topology: Topology) -> Places:
    """Return what has no place in a subscription. Raises CannotAsk, NoCredentials."""
    location = topology.location or ""
    path = f"/subscriptions/{account.subscription}/providers/Microsoft.Compute/skus"
    query = {"api-version": VERSION, "$filter": f"location eq '{location}'"}
    offered = of_skus(account.manager.by_link(path, "value", **query), location)
    return places_of(wanted(topology, availability_zone, system(topology)), offered, location, ACCESS)


def of_skus(skus: Iterable[Mapping[str, Any]], location: str) -> Offered:
    """Return the zones of each machine, without those that Azure keeps from the subscription.

    What it keeps from a whole location (`NotAvailableForSubscription`) has none.
    """
    return {str(sku["name"]): _zones(sku, location) for sku in skus if sku.get("resourceType") == MACHINES}


def _zones(sku: Mapping[str, Any], location: str) -> frozenset[str]:
    zones = {
        str(zone)
        for info in sku.get("locationInfo") or ()
        if str(info.get("location", "")).lower() == location.lower()
        for zone in info.get("zones") or ()
    }
    for kept in sku.get("restrictions") or ():
        if kept.get("type") == "Location":
            return frozenset()
        if kept.get("type") == "Zone":
            zones -= set(map(str, (kept.get("restrictionInfo") or {}).get("zones") or ()))
    return frozenset(zones)
