"""Networks that exist and are joined: what a stack's configuration says of them, the same on every cloud. Pure.

groundplan:peers:
  office:                                # a name, and so an identity
    id: ...                              # what is joined; none where the plan's own network is adopted
    ranges: [192.168.0.0/20]             # what lies there: it reaches the API endpoint, and nothing else
    reached-by: {training: [443, 2049]}  # whose machines may call there, on which TCP ports; nobody's by default

`docs/decisions/0019-peers.md` has the whole meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.said import matches, unknown, wrong

WHERE = "groundplan:peers"
NAME = r"[a-z]([a-z0-9-]{0,22}[a-z0-9])?"
SEGMENTS = ("training", "serving")
"""Whose machines may be told to call a peer."""
WIDEST_PREFIX = 8
"""A wider range would be a way to the internet, or hide one."""
LAST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A network that exists. `reached_by` are TCP ports by segment; `transit` is whether what lies behind it counts."""

    name: str
    ranges: tuple[str, ...]
    id: str | None = None
    reached_by: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    account: str | None = None
    region: str | None = None
    transit: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a cloud tells peers: what an id looks like, and the keys it has besides, as texts with a pattern or switches.

    `joins` is false where the plan's network is somebody else's, who alone can join it.
    """

    pattern: str
    words: str
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    switches: tuple[str, ...] = ()
    joins: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that a peer may have."""
        return ("id", "ranges", "reached-by", *self.texts, *self.switches)


def read(given: object, form: Form) -> tuple[Peer, ...]:
    """Return the peers of a stack's configuration, sorted by name. Raises TopologyErrors."""
    if given is None:
        return ()
    if not isinstance(given, dict):
        raise TopologyErrors([wrong(WHERE, given, f"names of peers, each with {', '.join(form.keys)}")])
    if errors := [error for name, said in given.items() for error in _of_peer(str(name), said, form)]:
        raise TopologyErrors(errors)
    return tuple(_peer(name, given[name]) for name in sorted(given))


def errors(topology: Topology, peers: tuple[Peer, ...], taken: Mapping[str, str]) -> Iterator[TopologyError]:
    """Yield every refusal of peers among each other and beside a plan; `taken` are ranges by what they are."""
    yield from _overlaps(peers, taken)
    for one, other in combinations([peer for peer in peers if peer.id], 2):
        if one.id == other.id:
            yield TopologyError(
                path=f"{WHERE}.{other.name}.id",
                asked=f"the peer {one.name} has it too",
                allowed="two networks are joined once",
                remedy=f"write the ranges of both under {one.name}",
            )
    own = {cluster.segment for cluster in topology.clusters}
    for peer in peers:
        for segment in sorted(set(peer.reached_by) - own):
            yield TopologyError(
                path=f"{WHERE}.{peer.name}.reached-by.{segment}",
                asked="the plan has no machines there",
                allowed=f"its machines are in {', '.join(sorted(own)) or 'no segment'}",
                remedy="leave it out",
            )


def _overlaps(peers: tuple[Peer, ...], taken: Mapping[str, str]) -> Iterator[TopologyError]:
    ends = [(peer, IPv4Network(cidr)) for peer in peers for cidr in peer.ranges]
    for peer, cidr in ends:
        for what, given in taken.items():
            if cidr.overlaps(IPv4Network(given)):
                yield _overlap(
                    peer, cidr, f"{given} is {what}", "name the parts beside it, or move one of the two"
                )
    for (one, cidr), (other, second) in combinations(ends, 2):
        if cidr.overlaps(second):
            yield _overlap(other, second, f"the peer {one.name} has {cidr}", "name every range once")


def _overlap(peer: Peer, cidr: IPv4Network, other: str, remedy: str) -> TopologyError:
    return TopologyError(
        path=f"{WHERE}.{peer.name}.ranges",
        asked=f"{cidr} lies there",
        allowed=f"{other}, and an address leads to one place",
        remedy=remedy,
    )


def _of_peer(name: str, said: object, form: Form) -> Iterator[TopologyError]:
    where = f"{WHERE}.{name}"
    if not matches(name, NAME):
        yield wrong(
            where, name, "a name of at most 24 small letters, digits and dashes, the first of them a letter"
        )
    if not isinstance(said, dict):
        yield wrong(where, said, f"a mapping with {', '.join(form.keys)}")
        return
    yield from unknown(where, said, form.keys)
    yield from _id(where, said, form)
    ranges = said.get("ranges")
    if not isinstance(ranges, list) or not ranges or not all(map(_is_range, ranges)):
        yield wrong(
            f"{where}.ranges",
            ranges,
            f"a list of IPv4 ranges of /{WIDEST_PREFIX} or smaller, such as 10.9.0.0/16",
        )
    calls = said.get("reached-by", {})
    if not isinstance(calls, dict) or not all(_is_call(segment, ports) for segment, ports in calls.items()):
        yield wrong(f"{where}.reached-by", calls, f"lists of TCP ports by {' and '.join(SEGMENTS)}")
    for key, (pattern, words) in form.texts.items():
        if key in said and not matches(said[key], pattern):
            yield wrong(f"{where}.{key}", said[key], words)
    for key in form.switches:
        if not isinstance(said.get(key, False), bool):
            yield wrong(f"{where}.{key}", said[key], "true or false")


def _id(where: str, said: Mapping[str, Any], form: Form) -> Iterator[TopologyError]:
    if form.joins and not matches(said.get("id"), form.pattern):
        yield wrong(f"{where}.id", said.get("id"), form.words)
    if not form.joins and "id" in said:
        yield TopologyError(
            path=f"{where}.id",
            asked=f"the stack's configuration would join {said['id']!r}",
            allowed="the plan's network is adopted, and whoever owns it joins it to others",
            remedy="leave id out: its ranges are let in then, once they can be routed",
        )


def _is_range(given: object) -> bool:
    try:
        return isinstance(given, str) and IPv4Network(given).prefixlen >= WIDEST_PREFIX
    except ValueError:
        return False


def _is_call(segment: object, ports: object) -> bool:
    return (
        segment in SEGMENTS
        and isinstance(ports, list)
        and bool(ports)
        and all(type(port) is int and 0 < port <= LAST_PORT for port in ports)
    )


def _peer(name: str, said: Mapping[str, Any]) -> Peer:
    return Peer(
        name=name,
        ranges=tuple(sorted({str(IPv4Network(cidr)) for cidr in said["ranges"]})),
        id=said.get("id"),
        reached_by={
            segment: tuple(sorted(set(ports)))
            for segment, ports in sorted(said.get("reached-by", {}).items())
        },
        account=said.get("account"),
        region=said.get("region"),
        transit=said.get("transit", False),
    )
