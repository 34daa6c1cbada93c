"""Where object stores are, in the words that network policies know: addresses and pods, never names.

A name outside the cluster is looked up by whoever gathers, and handed over as ranges; without ranges its store stays
closed and `endpoint_refusals` says so. An open port 443 to everywhere would be a way out for all data.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from components.contract import Bucket
from components.services.isolation import ends
from components.services.isolation.object_stores import OBJECT
from components.services.isolation.ways import (
    EVERY_POD,
    EVERY_TCP_PORT,
    End,
    Way,
    addresses,
    pods_elsewhere,
    port,
)
from components.topology.model import PROMOTION, Store, Topology
from components.topology.places import REGISTRY, registry_namespace
from components.topology.rights import direct_rights

HTTPS = 443
SERVICE = ("svc", "svc.cluster.local")
"""What follows `<service>.<namespace>.` in the name of a service of the cluster itself."""

EndpointRanges = Mapping[str, tuple[str, ...]]
"""By store: the ranges behind its endpoint's name, as they were when the plan was applied."""


def endpoint_ways(topology: Topology, ranges: EndpointRanges, buckets: Mapping[str, Bucket]) -> Iterator[Way]:
    """Yield the way from every identity with a right, and from the registry's server, to the endpoint of the store."""
    for store in topology.stores:
        if store.kind != OBJECT or not (store.endpoint or store.name in buckets):
            continue
        destination = _end(store, ranges) if store.endpoint else _bucket(store, buckets[store.name])
        ports = EVERY_TCP_PORT if _service_namespace(store) else (port(_port(store)),)
        for source in _sources(topology, store):
            yield Way(
                source=source,
                destination=destination,
                what="https",
                ports=ports,
                reason=f"a right to the store {store.name}",
            )


def endpoint_refusals(topology: Topology, ranges: EndpointRanges) -> Iterator[str]:
    """Yield a sentence for every endpoint that no policy can be written for."""
    for store in topology.stores:
        if store.kind != OBJECT or not store.endpoint or _service_namespace(store) or _address(store):
            continue
        given = ranges.get(store.name, ())
        where = f'storage[{store.name}].endpoint: "{store.endpoint}"'
        if not given:
            yield (
                f"{where} is a name whose addresses are not known, and network policies know no names; make the name "
                f"resolvable from where you run this, or write an address or a service of the cluster"
            )
        elif any(ipaddress.ip_network(each).prefixlen == 0 for each in given):
            yield f"{where} stands for all addresses there are; name the ranges that are meant"


def _sources(topology: Topology, store: Store) -> Iterator[End]:
    clusters = {cluster.identity: cluster for cluster in topology.clusters}
    for right in direct_rights(topology):
        if right.store != store.name:
            continue
        if right.identity in clusters:
            yield ends.ray_nodes(topology, clusters[right.identity])
        elif right.identity == PROMOTION:
            yield from ends.promotions(topology)
    registry = registry_namespace(topology)
    if store.holds == REGISTRY and registry is not None:
        yield ends.registry(registry)


def _end(store: Store, ranges: EndpointRanges) -> End:
    name = f"store.{store.name}"
    namespace = _service_namespace(store)
    if namespace:
        # A service's port is not that of its pods, which policies see; the namespace is the store's own.
        return pods_elsewhere(name, namespace, EVERY_POD)
    address = _address(store)
    given = (address,) if address else ranges.get(store.name, ())
    return addresses(name, tuple(each for each in given if ipaddress.ip_network(each).prefixlen > 0))


def _bucket(store: Store, bucket: Bucket) -> End:
    return addresses(f"store.{store.name}", bucket.ranges)


def _host(store: Store) -> str:
    return urlsplit(store.endpoint or "").hostname or ""


def _port(store: Store) -> int:
    return urlsplit(store.endpoint or "").port or HTTPS


def _address(store: Store) -> str | None:
    try:
        return str(ipaddress.ip_network(_host(store)))
    except ValueError:
        return None


def _service_namespace(store: Store) -> str | None:
    _, _, rest = _host(store).partition(".")
    namespace, _, ending = rest.partition(".")
    return namespace if ending in SERVICE else None
