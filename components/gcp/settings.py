"""What the stack's configuration says of the account, `groundplan:gcp`: a network that exists and is adopted. Pure.

network:
  id: projects/PROJECT/global/networks/NAME
  cidr: 10.0.0.0/16  # of the whole network
  system-subnet: projects/PROJECT/regions/REGION/subnetworks/NAME
  system-cidr: 10.0.192.0/20
  services-cidr: 10.64.0.0/20
  subnets: {training: {us-central1-a: projects/PROJECT/regions/REGION/subnetworks/NAME}, serving: {...}}
`components/topology/adoption.py` says how ranges of subnets are told besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from components.gcp.addresses import zone_name
from components.gcp.adopted_subnets import AdoptedSubnets
from components.gcp.filesystems import filesystems
from components.gcp.node_subnets import node_subnets
from components.topology import adoption
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology

WHERE = "groundplan:gcp"
NETWORK = re.compile(r"projects/[a-z0-9.:-]+/global/networks/[a-z0-9-]+")
SUBNET = re.compile(r"projects/[a-z0-9.:-]+/regions/(?P<region>[a-z0-9-]+)/subnetworks/[a-z0-9-]+")
CIDRS = ("cidr", "system-cidr", "services-cidr")
SUBNETS = adoption.Form(
    segments=("training", "serving"),
    pattern=SUBNET.pattern,
    words="a path like projects/PROJECT/regions/REGION/subnetworks/NAME",
)
KEYS = ("id", "system-subnet", "subnets", *CIDRS)


def adopted(topology: Topology, given: object) -> AdoptedSubnets | None:
    """Return the network that a stack's configuration names, None where it names none. Raises TopologyErrors."""
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) != {"network"} or not isinstance(given["network"], dict):
        raise TopologyErrors(
            [_error(WHERE, str(given), "a mapping with the one key network", "see components/gcp")]
        )
    network: dict[str, Any] = given["network"]
    errors = [*_keys(network)] or [
        *_paths(topology, network), *_lacking(topology, network), *_files(topology), *_room(topology, network)
    ]  # fmt: skip
    if errors:
        raise TopologyErrors(errors)
    return AdoptedSubnets(
        network_id=network["id"],
        cidr=network["cidr"],
        subnet_ids=adoption.ids(network["subnets"]),
        system_subnet_id=network["system-subnet"],
        system_cidr=network["system-cidr"],
        services_cidr=network["services-cidr"],
        subnet_cidrs=adoption.cidrs(network["subnets"]),
    )


def _keys(network: Mapping[str, Any]) -> Iterator[TopologyError]:
    if set(network) != set(KEYS):
        yield _error(
            f"{WHERE}.network",
            ", ".join(sorted(map(str, network))) or "nothing",
            ", ".join(KEYS),
            "name all of these",
        )
        return
    for key in CIDRS:
        if not adoption.is_range(network[key]):
            yield _error(f"{WHERE}.network.{key}", str(network[key]), adoption.RANGE, "write one")
    yield from adoption.form_errors(f"{WHERE}.network.subnets", network["subnets"], SUBNETS)


def _paths(topology: Topology, network: Mapping[str, Any]) -> Iterator[TopologyError]:
    if not NETWORK.fullmatch(str(network["id"])):
        form = "a path like projects/PROJECT/global/networks/NAME"
        yield _error(
            f"{WHERE}.network.id",
            str(network["id"]),
            form,
            "copy it from `gcloud compute networks list --uri`",
        )
    named = {"system-subnet": network["system-subnet"]} | {
        f"subnets.{segment}.{zone}": path
        for segment, zones in adoption.ids(network["subnets"]).items()
        for zone, path in zones.items()
    }
    for where, path in sorted(named.items()):
        found = SUBNET.fullmatch(str(path))
        if found is None or found["region"] != topology.location:
            form = f"a path like projects/PROJECT/regions/{topology.location}/subnetworks/NAME"
            yield _error(f"{WHERE}.network.{where}", str(path), form, "name a subnet of the plan's region")


def _room(topology: Topology, network: Mapping[str, Any]) -> Iterator[TopologyError]:
    location, where, told = topology.location or "", f"{WHERE}.network", adoption.cidrs(network["subnets"])
    yield from adoption.range_errors(where, network["cidr"], told)
    yield from adoption.room_errors(topology, where, told, lambda zone: zone_name(location, zone))


def _files(topology: Topology) -> Iterator[TopologyError]:
    for store in filesystems(topology):
        yield TopologyError(
            path=f"storage[{store.name}].kind",
            asked="the plan asks a file system in a network that exists",
            allowed="Google's services are peered into a network once for all, so whoever made it has to do that",
            remedy="write kind: object, or let the plan make its own network",
        )


def _lacking(topology: Topology, network: Mapping[str, Any]) -> Iterator[TopologyError]:
    there = {(segment, zone) for segment, zones in network["subnets"].items() for zone in zones}
    for segment, zone in node_subnets(topology):
        if (segment, zone) not in there:
            yield _error(
                f"{WHERE}.network.subnets",
                f"none of {segment} in {zone}",
                "each zone in which the plan has nodes needs one of its segment, with a secondary range named pods",
                f"name it as subnets.{segment}.{zone}, or leave the zone out of network.zones",
            )


def _error(path: str, asked: str, allowed: str, remedy: str) -> TopologyError:
    return TopologyError(
        path=path, asked=f"the stack's configuration gives {asked}", allowed=allowed, remedy=remedy
    )
