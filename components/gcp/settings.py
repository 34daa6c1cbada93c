"""What the stack's configuration says of the account, `groundplan:gcp`: a network that exists and is adopted. Pure.

network:
  id: projects/PROJECT/global/networks/NAME
  cidr: 10.0.0.0/16  # of the whole network
  system-subnet: projects/PROJECT/regions/REGION/subnetworks/NAME
  system-cidr: 10.0.192.0/20
  services-cidr: 10.64.0.0/20
  subnets: {training: {us-central1-a: projects/PROJECT/regions/REGION/subnetworks/NAME}, serving: {...}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

from components.gcp.adopted import AdoptedSubnets
from components.gcp.firewall import filesystems
from components.gcp.placing import node_subnets
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology

WHERE = "groundplan:gcp"
NETWORK = re.compile(r"projects/[a-z0-9.:-]+/global/networks/[a-z0-9-]+")
SUBNET = re.compile(r"projects/[a-z0-9.:-]+/regions/(?P<region>[a-z0-9-]+)/subnetworks/[a-z0-9-]+")
CIDRS = ("cidr", "system-cidr", "services-cidr")
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
        *_paths(topology, network), *_lacking(topology, network), *_cidrs(network), *_files(topology)
    ]  # fmt: skip
    if errors:
        raise TopologyErrors(errors)
    return AdoptedSubnets(
        network_id=network["id"],
        cidr=network["cidr"],
        subnet_ids=network["subnets"],
        system_subnet_id=network["system-subnet"],
        system_cidr=network["system-cidr"],
        services_cidr=network["services-cidr"],
    )


def _keys(network: Mapping[str, Any]) -> Iterator[TopologyError]:
    if set(network) != set(KEYS):
        yield _error(
            f"{WHERE}.network",
            ", ".join(sorted(map(str, network))) or "nothing",
            ", ".join(KEYS),
            "name all of these",
        )
    elif not isinstance(network["subnets"], dict) or not all(
        isinstance(zones, dict) for zones in network["subnets"].values()
    ):
        yield _error(
            f"{WHERE}.network.subnets", str(network["subnets"]), "subnets by segment and zone", "name them so"
        )


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
        for segment, zones in network["subnets"].items()
        for zone, path in zones.items()
    }
    for where, path in sorted(named.items()):
        found = SUBNET.fullmatch(str(path))
        if found is None or found["region"] != topology.location:
            form = f"a path like projects/PROJECT/regions/{topology.location}/subnetworks/NAME"
            yield _error(f"{WHERE}.network.{where}", str(path), form, "name a subnet of the plan's region")


def _cidrs(network: Mapping[str, Any]) -> Iterator[TopologyError]:
    for key in CIDRS:
        try:
            IPv4Network(str(network[key]))
        except ValueError:
            yield _error(
                f"{WHERE}.network.{key}", str(network[key]), "an IPv4 range such as 10.0.0.0/16", "write one"
            )


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
