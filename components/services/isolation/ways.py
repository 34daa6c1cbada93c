"""A way from one end to another, and the policies that open it: egress where it starts, ingress where it leads.

A way opens a side only in a namespace of the plan. An end without peers opens nothing: to Kubernetes an empty list of
peers would mean everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.contract import Addresses, Anywhere, Pods, Port
from components.objects import Manifest
from components.topology.model import Topology
from components.topology.places import REASON, metadata

API_VERSION = "networking.k8s.io/v1"
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""The label that the API server itself puts on every namespace, so that nobody can pretend to be another one."""

Selector = Mapping[str, Any]
EVERY_POD: Selector = {}


Peers = tuple[Mapping[str, Any], ...] | pulumi.Output[list[Mapping[str, Any]]] | None
"""Who the other side is: an output where only the provider knows its ranges of addresses, None where it is anybody."""


@dataclass(frozen=True, kw_only=True)
class End:
    """One side of a way: who it is to the other side (`peers`), and which pods of a namespace of ours it stands for."""

    name: str
    peers: Peers
    namespace: str | None = None
    pods: Selector | None = None


@dataclass(frozen=True, kw_only=True)
class Way:
    """Connections from one end to another on some ports, and why they are needed."""

    source: End
    destination: End
    what: str
    ports: tuple[Mapping[str, Any], ...]
    reason: str


ANYBODY = End(name="anybody", peers=None)
"""Also machines that neither a range nor a selector names: to some networks those of the cluster itself are none."""


def pods_of_plan(name: str, namespace: str, pods: Selector) -> End:
    """Return the end that some pods of a namespace of the plan are."""
    return End(name=name, peers=(_peer(namespace, pods),), namespace=namespace, pods=pods)


def pods_elsewhere(name: str, namespace: str | None, pods: Selector) -> End:
    """Return the end that some pods of a namespace are that is not the plan's; of any namespace where it is None."""
    return End(name=name, peers=(_peer(namespace, pods),))


def pods_of_namespaces(name: str, namespaces: Iterable[str]) -> End:
    """Return the end that all pods of some namespaces are that are not the plan's."""
    return End(name=name, peers=tuple(_peer(each, EVERY_POD) for each in namespaces))


def addresses(name: str, ranges: tuple[str, ...] | pulumi.Output[Sequence[str]]) -> End:
    """Return the end that ranges of addresses are."""
    if isinstance(ranges, pulumi.Output):
        return End(name=name, peers=ranges.apply(lambda known: [*_blocks(sorted(known))]))
    return End(name=name, peers=(*_blocks(ranges),))


def _blocks(ranges: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    return ({"ipBlock": {"cidr": each}} for each in ranges)


def _peer(namespace: str | None, pods: Selector) -> dict[str, Any]:
    where = {} if namespace is None else {"matchLabels": {NAMESPACE_NAME: namespace}}
    return {"namespaceSelector": where, "podSelector": pods}


def port(number: int, protocol: str = "TCP") -> dict[str, Any]:
    """Return one port of one protocol."""
    return {"protocol": protocol, "port": number}


EVERY_TCP_PORT = ({"protocol": "TCP"},)


def way(source: End, destination: End, what: str, numbers: Iterable[int], reason: str) -> Way:
    """Return a way to some TCP ports."""
    ports = tuple(port(number) for number in numbers)
    return Way(source=source, destination=destination, what=what, ports=ports, reason=reason)


def answering_ways(
    source: End, name: str, places: Iterable[Addresses | Anywhere | Pods], reason: str
) -> Iterator[Way]:
    """Yield a way to what the cluster itself runs: one for each set of ports, so that none opens another's ports."""
    peers: dict[tuple[Port, ...], list[Mapping[str, Any]]] = {}
    anywhere = set()
    for place in places:
        found = peers.setdefault(place.ports, [])
        if isinstance(place, Addresses):
            found.extend(_blocks(place.cidrs))
        elif isinstance(place, Anywhere):
            anywhere.add(place.ports)
        else:
            found.append(_peer(place.namespace, {"matchLabels": dict(place.labels)}))
    for ports, found in sorted(peers.items()):
        yield Way(
            source=source,
            destination=ANYBODY if ports in anywhere else End(name=name, peers=tuple(found)),
            what="-".join(f"{each.protocol.lower()}-{each.number}" for each in ports),
            ports=tuple(port(each.number, each.protocol) for each in ports),
            reason=reason,
        )


def deny_by_default(topology: Topology, namespace: str) -> Manifest:
    """Return the policy that closes a namespace in both directions; whatever is open is opened by another one."""
    return {
        "apiVersion": API_VERSION,
        "kind": "NetworkPolicy",
        "metadata": metadata(
            topology,
            "deny-by-default",
            namespace=namespace,
            annotations={REASON: "what no other policy opens is closed"},
        ),
        "spec": {"podSelector": EVERY_POD, "policyTypes": ["Ingress", "Egress"]},
    }


def policies_of(topology: Topology, way: Way) -> Iterator[Manifest]:
    """Yield the one or two policies that open a way; none where an end has no peers."""
    if not (_has_peers(way.source) and _has_peers(way.destination) and way.ports):
        return
    ports = [dict(each) for each in way.ports]
    if way.source.namespace is not None:
        yield _policy(topology, way, way.source, "Egress", {**_peers("to", way.destination), "ports": ports})
    if way.destination.namespace is not None:
        rule = {**_peers("from", way.source), "ports": ports}
        yield _policy(topology, way, way.destination, "Ingress", rule)


def _has_peers(end: End) -> bool:
    return end.peers is None or isinstance(end.peers, pulumi.Output) or bool(end.peers)


def _peers(side: str, end: End) -> dict[str, Any]:
    if end.peers is None:
        return {}
    return {side: end.peers if isinstance(end.peers, pulumi.Output) else list(end.peers)}


def _policy(topology: Topology, way: Way, end: End, direction: str, rule: Mapping[str, Any]) -> Manifest:
    # A dot is in no name of a cluster or store, so no two ways of a namespace can come to one name.
    name = f"{direction.lower()}.{way.source.name}.to.{way.destination.name}.{way.what}"
    return {
        "apiVersion": API_VERSION,
        "kind": "NetworkPolicy",
        "metadata": metadata(topology, name, namespace=end.namespace, annotations={REASON: way.reason}),
        "spec": {"podSelector": end.pods, "policyTypes": [direction], direction.lower(): [rule]},
    }
