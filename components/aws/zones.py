"""In which zones an account may have its control plane: EKS refuses three by their ids, whose letters are by account.

It asks the account, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components.aws.account import asking, open_account
from components.aws.addresses import CONTROL_PLANE_ZONES, control_plane_zones
from components.topology.errors import TopologyError
from components.topology.model import Topology

REFUSED = {"us-east-1": "use1-az3", "us-west-1": "usw1-az2", "ca-central-1": "cac1-az3"}
"""Region -> the id of a zone that no subnet of a control plane may be in (Amazon EKS, "View Amazon EKS networking
requirements for VPC and subnets")."""
CHOSEN, ADOPTED = "groundplan:control-plane-zones", "groundplan:network"


def refusals(configured: Callable[[str], Any], topology: Topology) -> list[TopologyError]:
    """Return the refusal of a control plane in a zone that EKS refuses or the account lacks, or none.

    `configured` gives what the stack's configuration has under a key. Raises CannotAsk, NoCredentials.
    """
    location = topology.location or ""
    if location not in REFUSED:
        return []
    account = open_account(configured, location)
    with asking("which zones it has"):
        said = account.client("ec2").describe_availability_zones()["AvailabilityZones"]
    ids = {each["ZoneName"]: each["ZoneId"] for each in said}
    wrong = [
        zone for zone in _zones(configured, topology) if ids.get(zone, REFUSED[location]) == REFUSED[location]
    ]
    return [_refusal(location, ids, wrong)] if wrong else []


def _zones(configured: Callable[[str], Any], topology: Topology) -> tuple[str, ...]:
    """Return the zones of the control plane: of an adopted network those of its subnets, else those chosen."""
    network = configured(ADOPTED)
    if isinstance(network, Mapping) and isinstance(network.get("subnets"), Mapping):
        subnets = network["subnets"]
        return tuple(sorted(subnets.get("control-plane") or subnets.get("control") or ()))
    return control_plane_zones(topology, configured(CHOSEN) or ())


def _refusal(location: str, ids: Mapping[str, str], wrong: list[str]) -> TopologyError:
    allowed = sorted(zone for zone, id_ in ids.items() if id_ != REFUSED[location])
    two = ", ".join(f'"{zone}"' for zone in allowed[:CONTROL_PLANE_ZONES])
    told = ", ".join(f"{zone} ({ids.get(zone, 'not there')})" for zone in wrong)
    return TopologyError(
        path=CHOSEN,
        asked=f"the control plane would be in {told}",
        allowed=f"for this account EKS makes one in {', '.join(allowed)}, never in {REFUSED[location]}",
        remedy=f"write {CHOSEN}: [{two}] in the stack's configuration, or adopt a network with subnets there",
    )
