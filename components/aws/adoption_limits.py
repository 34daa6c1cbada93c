"""What a network that exists must have for a plan to move in. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from components.aws.addresses import CONTROL_PLANE_ZONES, zone_name
from components.aws.adopted import AdoptedSubnets
from components.aws.network import CONTROL_PLANE
from components.topology.errors import TopologyError
from components.topology.model import Topology

CONTROL = "control"
WHERE = "groundplan:network"


def errors(topology: Topology, adopted: AdoptedSubnets) -> list[TopologyError]:
    """Return every refusal: a range that is none, and subnets that lack."""
    try:
        IPv4Network(adopted.cidr)
    except ValueError:
        return [_no_range(adopted)]
    return [*_subnets(topology, adopted), *_control_plane(adopted)]


def _no_range(adopted: AdoptedSubnets) -> TopologyError:
    return TopologyError(
        path=f"{WHERE}.cidr",
        asked=f'the stack\'s configuration gives "{adopted.cidr}"',
        allowed="the range of a VPC is an IPv4 network such as 10.0.0.0/16",
        remedy="write the range as `aws ec2 describe-vpcs` shows it",
    )


def _subnets(topology: Topology, adopted: AdoptedSubnets) -> Iterator[TopologyError]:
    """Yield a refusal for each segment that lacks a zone in which machines of the plan may be."""
    location = topology.location or ""
    zones_of: dict[str, set[str]] = {CONTROL: set()}
    for cluster in topology.clusters:
        zones = {zone_name(location, zone) for pool in cluster.pools for zone in pool.zones}
        zones_of.setdefault(cluster.segment, set()).update(zones)
    for segment, zones in sorted(zones_of.items()):
        given = adopted.subnet_ids.get(segment, {})
        lacking = sorted(zones - set(given)) or ([] if given else ["any zone"])
        if lacking:
            yield TopologyError(
                path=f"{WHERE}.subnets.{segment}",
                asked=f"the plan has machines there in {', '.join(lacking)}",
                allowed=f"the network names subnets in {', '.join(sorted(given)) or 'no zone'}",
                remedy="name a subnet for each of these zones, or give the plan other zones",
            )


def _control_plane(adopted: AdoptedSubnets) -> Iterator[TopologyError]:
    given = adopted.subnet_ids.get(CONTROL_PLANE) or adopted.subnet_ids.get(CONTROL, {})
    if given and len(given) < CONTROL_PLANE_ZONES:
        yield TopologyError(
            path=f"{WHERE}.subnets.{CONTROL_PLANE}",
            asked=f"the network names subnets of the control plane in {', '.join(sorted(given))}",
            allowed=f"the control plane needs subnets in {CONTROL_PLANE_ZONES} zones",
            remedy=f"name subnets of another zone under {CONTROL_PLANE}",
        )
