"""Whether the subnets that a stack adopts are there, as Azure tells of their network. It asks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from components.azure import settings
from components.azure.account import Account, open_account
from components.rest import Absent
from components.topology.adopted_found import Adopted, FoundSubnet, judged
from components.topology.adoption import usable
from components.topology.model import Topology
from components.topology.offered import Places

VERSION = "2024-05-01"


def adopted(configured: Callable[[str], Any], topology: Topology) -> Places:
    """Return what is said of the network that a stack adopts; nothing where it adopts none.

    Raises CannotAsk, NoCredentials, and TopologyErrors where the configuration has another form.
    """
    network = settings.read(configured(settings.WHERE)).adopted
    return Places() if network is None else adopted_by(open_account(configured), topology, network)


def adopted_by(account: Account, topology: Topology, network: settings.AdoptedNetwork) -> Places:
    """Return the same of a subscription. Raises CannotAsk."""
    told = Adopted(
        where=f"{settings.WHERE}.network", network_id=network.network_id, cidr=network.cidr,
        subnet_ids=network.subnet_ids, told=network.subnet_cidrs,
        others={f"regional-subnets.{use}": subnet for use, subnet in network.regional_ids.items()},
    )  # fmt: skip
    try:
        answer = account.manager.get(network.network_id, **{"api-version": VERSION})
    except Absent:
        answer = {}
    zoned = (subnet for zones in network.subnet_ids.values() for subnet in zones.values())
    named = {*zoned, *network.regional_ids.values()}
    listed = (answer.get("properties") or {}).get("subnets") or ()
    return judged(topology, told, of_network(listed, named, network.network_id))


def of_network(
    listed: Iterable[Mapping[str, Any]], named: Iterable[str], network: str
) -> dict[str, FoundSubnet]:
    """Return those subnets of `named` that a network has; Azure writes ids in letters of either size."""
    there = {str(each["id"]).lower(): each.get("properties") or {} for each in listed}
    found = {}
    for subnet in named:
        if (said := there.get(subnet.lower())) is not None and (cidr := _range(said)) is not None:
            taken = len(said.get("ipConfigurations") or ())
            found[subnet] = FoundSubnet(
                network=network, cidr=cidr, free=max(0, usable("azure", cidr) - taken)
            )
    return found


def _range(said: Mapping[str, Any]) -> str | None:
    """Return the range of a subnet; one with several tells them in a list, and the first is of IPv4."""
    listed = said.get("addressPrefixes") or [said.get("addressPrefix")]
    return next((str(each) for each in listed if each and ":" not in str(each)), None)
