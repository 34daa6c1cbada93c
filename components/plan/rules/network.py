"""Networks are private and do not overlap; clouds are told where to be, and nodes what to run."""

import ipaddress
from collections.abc import Iterator

from components.plan.defaults import CLOUDS
from components.plan.draft import Draft
from components.plan.errors import Path, print_path
from components.plan.fields import IpNetwork, parse_cidr
from components.plan.findings import Finding

PRIVATE_RANGES = tuple(
    ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
"""RFC 1918; every cloud routes these inside a private network."""

WIDEST_PREFIX, NARROWEST_PREFIX = 16, 22
"""AWS accepts a VPC from /16 to /28, and no smaller subnet: eight slices of four subnets need a /22 at least."""


def clouds_have_a_place(draft: Draft) -> Iterator[Finding]:
    """On a cloud a plan says where, and with which addresses."""
    target = draft.given("target")
    if target not in CLOUDS:
        return
    if draft.lacks("location"):
        problem = f"no location, which {target} needs"
        yield Finding(("location",), problem, "a region, such as us-east-1", 'add "location:"', "nothing")
    if draft.lacks("network", "cidr") and draft.at("network", "cidr") is None:
        remedy = 'add "network: {cidr: 10.20.0.0/16}", a range that no network you connect uses'
        yield Finding(
            ("network", "cidr"), f"no network, which {target} needs", "a private range", remedy, "nothing"
        )


def networks_are_private(draft: Draft) -> Iterator[Finding]:
    """The private network takes private addresses, as many as every cloud accepts."""
    given = draft.given("network", "cidr")
    if given is None or draft.given("target") == "local":
        return
    network = parse_cidr(given)
    path: Path = ("network", "cidr")
    ranges = " | ".join(map(str, PRIVATE_RANGES))
    if not isinstance(network, ipaddress.IPv4Network) or not any(map(network.subnet_of, PRIVATE_RANGES)):
        yield Finding(path, "not a private range", f"a part of {ranges}", "write for example 10.20.0.0/16")
    elif not WIDEST_PREFIX <= network.prefixlen <= NARROWEST_PREFIX:
        problem = "too wide" if network.prefixlen < WIDEST_PREFIX else "too narrow"
        allowed = f"a prefix length from {WIDEST_PREFIX} to {NARROWEST_PREFIX}"
        yield Finding(
            path, problem, allowed, f'write for example "{network.network_address}/{WIDEST_PREFIX}"'
        )


def ranges_do_not_overlap(draft: Draft) -> Iterator[Finding]:
    """Each allowed range adds something: none overlaps another one or the private network."""
    if draft.given("target") == "local":
        return
    earlier: list[tuple[Path, IpNetwork]] = []
    own: Path = ("network", "cidr")
    if (given := draft.given(*own)) is not None:
        earlier.append((own, parse_cidr(given)))
    for path in draft.entries("network", "allowed_cidrs"):
        if (given := draft.given(*path)) is None:
            continue
        network = parse_cidr(given)
        for other_path, other in earlier:
            if network.version == other.version and network.overlaps(other):
                remedy = f"remove one of the two: {print_path(other_path)} is {other}"
                yield Finding(path, "overlapping ranges", "ranges that share no address", remedy)
                break
        earlier.append((path, network))


def nodes_have_an_image(draft: Draft) -> Iterator[Finding]:
    """Beyond this machine, nodes run a container image."""
    target = draft.given("target")
    if target in (None, "local") or not draft.lacks("runtime", "image"):
        return
    allowed = "<registry>/<name>@sha256:<64 hexadecimal digits>"
    remedy = 'add "runtime: {image: ...}"'
    yield Finding(("runtime", "image"), f"no image, which {target} needs", allowed, remedy, "nothing")
