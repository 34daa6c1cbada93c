"""Where a service of a cluster answers: at its own addresses, and behind them, as its endpoints say. Pure.

Network policies see a connection behind the address of its Service, so what counts are the ports of the pods or
machines there. Where the node itself answers at a Service's address, they see that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from itertools import pairwise
from typing import Any

from components.contract import Addresses, Pods, Port

Object = Mapping[str, Any]
Answering = Addresses | Pods

DNS_PORT = 53
DNS_PORTS = (Port(protocol="TCP", number=DNS_PORT), Port(protocol="UDP", number=DNS_PORT))
CACHE_ADDRESSES = ("-localip", "--localip")
"""The argument of NodeLocal DNSCache that lists where it listens on every node; Go reads one dash as two."""


class UnknownPort(ValueError):
    """A service leads to a port that has a name, and no pod is there to say which number that is."""


def answering(
    service: Object, slices: Iterable[Object], meant: Sequence[Object], machines: frozenset[str] = frozenset()
) -> Iterator[Answering]:
    """Yield where the ports `meant` of a service answer; `slices` are its EndpointSlices.

    What lives in the network of a node, one of the addresses `machines`, is no pod to a policy. Raises UnknownPort.
    """
    spec, slices = service["spec"], [each for each in slices if each["addressType"] != "FQDN"]
    if not meant:
        return
    own = {address for address in (*(spec.get("clusterIPs") or ()), spec.get("clusterIP")) if address}
    if headed := own - {"None"}:  # what a service without an address of its own says
        yield Addresses(cidrs=cidrs(headed), ports=_ports((port, port["port"]) for port in meant))
    ports, selector = _ports(_target_ports(service, meant, slices)), spec.get("selector")
    if selector:
        yield Pods(namespace=service["metadata"]["namespace"], labels=dict(selector), ports=ports)
    ends = [end for each in slices for end in each.get("endpoints") or ()]
    behind = {address for end in ends for address in end["addresses"]}
    if bare := behind & machines if selector else behind:
        yield Addresses(cidrs=cidrs(bare), ports=ports)


def _target_ports(
    service: Object, meant: Iterable[Object], slices: Iterable[Object]
) -> Iterator[tuple[Object, int]]:
    """Yield each port with its number behind the service: what the slices say, else the service where it has one."""
    told: dict[str, list[int]] = {}
    for port in (port for each in slices for port in each.get("ports") or ()):
        if port.get("port"):
            told.setdefault(port.get("name") or "", []).append(port["port"])
    for port in meant:
        for number in told.get(port.get("name") or "") or [port.get("targetPort") or port["port"]]:
            if not isinstance(number, int):
                name = f"{service['metadata']['namespace']}/{service['metadata']['name']}"
                raise UnknownPort(
                    f"the service {name} leads to a port named {number}, and no pod is there to say its number"
                )
            yield port, number


def _ports(found: Iterable[tuple[Object, int]]) -> tuple[Port, ...]:
    made = {Port(protocol=port.get("protocol") or "TCP", number=number) for port, number in found}
    return tuple(sorted(made))


def caching(daemon_set: Object) -> Iterator[Answering]:
    """Yield where a DNS cache on every node answers, if that is what a DaemonSet is: as addresses, and as its pods."""
    spec = daemon_set["spec"]
    pod = spec["template"]["spec"]
    listening = {address for container in pod["containers"] for address in _listening(container)}
    if not listening:
        return
    yield Addresses(cidrs=cidrs(listening), ports=DNS_PORTS)
    if not pod.get("hostNetwork"):
        labels = spec["template"]["metadata"]["labels"]
        yield Pods(namespace=daemon_set["metadata"]["namespace"], labels=dict(labels), ports=DNS_PORTS)


def _listening(container: Object) -> list[str]:
    given = (*(container.get("command") or ()), *(container.get("args") or ()))
    words = [word for argument in given for word in argument.split("=", 1)]
    found = [value for flag, value in pairwise(words) if flag in CACHE_ADDRESSES]
    return [word for value in found for word in map(str.strip, value.split(",")) if _is_address(word)]


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def cidrs(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return addresses and ranges as ranges, each once, in one order."""
    ordered = sorted(
        {ip_network(address) for address in addresses},
        key=lambda one: (one.version, int(one.network_address)),
    )
    return tuple(map(str, ordered))
