"""Ranges of addresses, as rules about networks ask after them."""

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from policies.judge.asking import Check, read
from policies.judge.resource import MalformedError, Resource, shown
from policies.judge.setting import Setting
from policies.judge.unknown import each

EVERYWHERE = ("0.0.0.0/0", "::/0")
INSIDE = tuple(
    map(
        ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7"),
    )
)
"""Addresses that no router of the internet forwards (RFC 1918, 6598, 1122, 4193); those of examples count as public."""
RANGES_REMEMBERED = 8192
"""Pairs of ranges: rules ask for the same few again and again, and reading one takes longer than remembering."""


def range_of(element: Resource) -> IPv4Network | IPv6Network:
    """Return an element of a list, a text, as a range. Raises MalformedError where it is none."""
    try:
        return ip_network(element.value, strict=False)
    except (TypeError, ValueError):
        raise MalformedError(
            f"{element.where}: is {shown(element.value)}; a range of addresses is expected"
        ) from None


def is_public(element: Resource) -> bool:
    """Tell whether a range holds addresses of the internet. Raises MalformedError."""
    asked = range_of(element)
    return not any(asked.version == each.version and asked.subnet_of(each) for each in INSIDE)  # type: ignore[arg-type]


def narrow(way: str, least: int | Setting) -> Check:
    """Ask that each range of a list has a prefix of at least so many bits; an absent list has none."""

    def check(accused: Resource) -> Iterator[str]:
        part, key, _ = read(accused, way)
        bits = accused.said(least) if isinstance(least, Setting) else least

        def too_wide(element: Resource) -> Iterator[str]:
            if range_of(element).prefixlen < bits:
                yield f"{element.way} is {shown(element.value)}; allowed: /{bits} or narrower"

        yield from each(part.parts(key), too_wide)

    return check


@lru_cache(maxsize=RANGES_REMEMBERED)
def meet(one: str, other: str) -> bool:
    """Tell whether two ranges have addresses in common; what is no range, or of another version of IP, has none."""
    try:
        return ip_network(one, strict=False).overlaps(ip_network(other, strict=False))
    except (TypeError, ValueError):
        return False


@lru_cache(maxsize=RANGES_REMEMBERED)
def lies_in(inner: str, outer: str) -> bool:
    """Tell whether a range lies in another whole; what is no range lies nowhere."""
    try:
        return ip_network(inner, strict=False).subnet_of(ip_network(outer, strict=False))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
