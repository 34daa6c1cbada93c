"""What a network that exists must have for a plan to move in, as `groundplan:network` tells it. Pure.

groundplan:network:
  id: vpc-…
  cidr: 10.0.0.0/16  # of the whole network
  subnets: {training: {us-east-1a: subnet-…}, serving: {…}, control: {…}, control-plane: {…}}

`components/topology/adoption.py` says how ranges of subnets are told besides. `control` is for private endpoints and
the machines of the cluster's own services; without `control-plane` it holds the control plane as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.aws.addresses import CONTROL_PLANE, CONTROL_PLANE_ZONES, zone_name
from components.aws.adopted_subnets import AdoptedSubnets
from components.topology import adoption
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.said import matches, unknown, wrong

CONTROL = "control"
WHERE = "groundplan:network"
KEYS = ("id", "cidr", "subnets")
DIGITS = r"([0-9a-f]{8}|[0-9a-f]{17})"
"""Amazon EC2, "Resource IDs": 8 digits of old, 17 since."""
SUBNETS = adoption.Form(
    segments=("training", "serving", CONTROL, CONTROL_PLANE),
    pattern=f"subnet-{DIGITS}",
    words="the id of a subnet, such as subnet-0123456789abcdef0",
)


def read(given: Any) -> AdoptedSubnets | None:
    """Return the network that a stack adopts, or None. Raises TopologyErrors where it has another form."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise TopologyErrors([wrong(WHERE, given, f"a mapping with {', '.join(KEYS)}")])
    if errors := [*_form(given)]:
        raise TopologyErrors(errors)
    return AdoptedSubnets(
        network_id=given["id"],
        cidr=given["cidr"],
        subnet_ids=adoption.ids(given["subnets"]),
        route_table_ids={},
        subnet_cidrs=adoption.cidrs(given["subnets"]),
    )


def _form(given: dict[str, Any]) -> Iterator[TopologyError]:
    yield from unknown(WHERE, given, KEYS)
    if not matches(given.get("id"), f"vpc-{DIGITS}"):
        yield wrong(f"{WHERE}.id", given.get("id"), "the id of a VPC, such as vpc-0123456789abcdef0")
    if not adoption.is_range(given.get("cidr")):
        yield wrong(f"{WHERE}.cidr", given.get("cidr"), adoption.RANGE)
    yield from adoption.form_errors(f"{WHERE}.subnets", given.get("subnets"), SUBNETS)


def errors(topology: Topology, adopted: AdoptedSubnets) -> list[TopologyError]:
    """Return every refusal: subnets that lack, that lie elsewhere or that are too small."""
    location = topology.location or ""
    return [
        *_subnets(topology, adopted),
        *_control_plane(adopted),
        *adoption.range_errors(WHERE, adopted.cidr, adopted.subnet_cidrs),
        *adoption.room_errors(topology, WHERE, adopted.subnet_cidrs, lambda zone: zone_name(location, zone)),
    ]


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
