"""Whether the subnets that a stack adopts are there, as Compute Engine tells. It asks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components.gcp import settings
from components.gcp.account import Account, open_account
from components.gcp.addresses import PODS_RANGE, SERVICES_RANGE, zone_name
from components.gcp.adopted_subnets import AdoptedSubnets
from components.rest import Absent
from components.topology.adopted_found import Adopted, FoundSubnet, judged
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.offered import Places

SYSTEM = "system-subnet"


def adopted(configured: Callable[[str], Any], topology: Topology) -> Places:
    """Return what is said of the network that a stack adopts; nothing where it adopts none.

    Raises CannotAsk, NoCredentials, and TopologyErrors where the configuration has another form.
    """
    network = settings.adopted(topology, configured(settings.WHERE))
    return Places() if network is None else adopted_by(open_account(configured), topology, network)


def adopted_by(account: Account, topology: Topology, network: AdoptedSubnets) -> Places:
    """Return the same of a project. Raises CannotAsk, NoCredentials."""
    where, location = f"{settings.WHERE}.network", topology.location or ""
    told = Adopted(
        where=where, network_id=network.network_id, cidr=network.cidr, subnet_ids=network.subnet_ids,
        told=network.subnet_cidrs, others={SYSTEM: network.system_subnet_id},
    )  # fmt: skip
    zoned = (subnet for zones in network.subnet_ids.values() for subnet in zones.values())
    documents = {
        subnet: document
        for subnet in sorted({*zoned, network.system_subnet_id})
        if (document := _document(account, subnet)) is not None
    }
    found = {subnet: _subnet(document) for subnet, document in documents.items()}
    answer = judged(topology, told, found, lambda zone: zone_name(location, zone))
    for subnet, document in documents.items():
        wanted = (PODS_RANGE, SERVICES_RANGE) if subnet == network.system_subnet_id else (PODS_RANGE,)
        answer.errors.extend(_lacking(where, subnet, document, wanted))
    return answer


def _document(account: Account, subnet: str) -> Mapping[str, Any] | None:
    try:
        return account.service("compute").get(f"/compute/v1/{subnet}")
    except Absent:
        return None


def _subnet(document: Mapping[str, Any]) -> FoundSubnet:
    """Return a subnet, which belongs to its region; nobody tells what is free of it."""
    return FoundSubnet(
        network=str(document["network"]).partition("/compute/v1/")[2], cidr=str(document["ipCidrRange"])
    )


def _lacking(
    where: str, subnet: str, document: Mapping[str, Any], wanted: tuple[str, ...]
) -> list[TopologyError]:
    """Return the refusal of a subnet that has not the secondary ranges which GKE is told of."""
    there = sorted(str(each["rangeName"]) for each in document.get("secondaryIpRanges") or ())
    lacking = [name for name in wanted if name not in there]
    if not lacking:
        return []
    return [
        TopologyError(
            path=f"{where}.subnets",
            asked=f"{subnet} is for nodes, whose pods and services have a range of their own",
            allowed=f"it has {', '.join(there) or 'no secondary range'}, and lacks {', '.join(lacking)}",
            remedy=f"let its owner add a secondary range named {' and one named '.join(lacking)}",
        )
    ]
