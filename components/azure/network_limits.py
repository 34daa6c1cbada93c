"""What a network that exists has to have before a plan can stand in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.azure.addresses import (
    API_SERVER,
    ENDPOINTS,
    FILES,
    FILES_OF,
    FILES_OF_SERVING,
    FILES_OF_SYSTEM,
    SYSTEM,
)
from components.azure.agent_pools import agent_pools
from components.azure.settings import WHERE, Settings
from components.topology import adoption
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.rights import segment_of_files
from components.topology.said import unknown

WORDS = {
    SYSTEM: "machines of system services",
    ENDPOINTS: "private endpoints",
    API_SERVER: "the API server, delegated to Microsoft.ContainerService/managedClusters",
    FILES: "Lustre file systems of training",
    FILES_OF_SERVING: "Lustre file systems of serving",
    FILES_OF_SYSTEM: "Lustre file systems of system services",
}
DNS_ZONES = ("blob", "dfs", "vault", "registry", API_SERVER)


def adopted_errors(topology: Topology, settings: Settings) -> Iterator[TopologyError]:
    """Yield a refusal for every subnet and DNS zone that an adopted network lacks, and for subnets too small."""
    if settings.adopted is None:
        return
    files = {FILES_OF[segment_of_files(store)] for store in topology.stores if store.kind == "filesystem"}
    for segment, zone in sorted({(one.segment, one.zone) for one in agent_pools(topology)}):
        if zone not in settings.adopted.subnet_ids.get(segment, {}):
            yield _lacking(f"subnets.{segment}.{zone}", f"no subnet for {segment} in zone {zone}")
    for use in (SYSTEM, ENDPOINTS, API_SERVER, *sorted(files)):
        if use not in settings.adopted.regional_ids:
            yield _lacking(f"regional-subnets.{use}", f"no subnet for {WORDS[use]}")
    services = ["blob", "dfs", *(["vault"] if topology.encryption.key == "customer" else [])]
    for service in (*services, *(["registry"] if settings.registry_id else [])):
        if service not in settings.adopted.dns_zone_ids:
            yield _lacking(f"dns-zones.{service}", f"no private DNS zone for {service}")
    where, adopted = f"{WHERE}.network", settings.adopted
    yield from unknown(f"{where}.regional-subnets", adopted.regional_ids, tuple(WORDS))
    yield from unknown(f"{where}.dns-zones", adopted.dns_zone_ids, DNS_ZONES)
    yield from adoption.range_errors(where, adopted.cidr, adopted.subnet_cidrs)
    yield from adoption.room_errors(topology, where, adopted.subnet_cidrs)


def _lacking(key: str, what: str) -> TopologyError:
    return TopologyError(
        path=f"{WHERE}.network.{key}",
        asked=f"the network that is adopted has {what}",
        allowed="nothing is made in a network of somebody else",
        remedy="let its owner make it, and write its id here",
    )
