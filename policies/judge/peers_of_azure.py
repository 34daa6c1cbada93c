"""Who a rule of Azure's security groups is about: its peers and ports, and whether they are the whole world."""

import ipaddress

from policies.judge.resource import MalformedError, Resource

EVERYONE = ("*", "any", "internet")
"""Azure's words for all addresses, in lower case: it takes them in any."""
WIDEST_BITS = 8
"""No organisation holds a wider range of addresses than a /8: such a rule means everyone."""


def is_a(rule: Resource, access: str, direction: str) -> bool:
    """Tell whether a rule allows or denies, in or out; Azure takes the words in any case."""
    said = str(rule.get("access")).lower(), str(rule.get("direction")).lower()
    return said == (access.lower(), direction.lower())


def texts(part: Resource, one: str, several: str) -> list[str]:
    """Return the values of a property that has a form for one and one for several.

    Raises NotKnownYetError where one of them is not known yet, MalformedError where one is no text.
    """
    single = part.get(one)
    found = [] if single is None else [single]
    found += [each.value for each in part.parts(several)]
    if not all(isinstance(each, str) for each in found):
        raise MalformedError(f"{part.where}: {several} has something else than texts")
    return found


def is_everyone(peer: str) -> bool:
    """Tell whether a peer is the whole world, or so wide a range that it is.

    >>> [is_everyone(peer) for peer in ("*", "0.0.0.0/1", "10.0.0.0/8", "AzureLoadBalancer")]
    [True, True, False, False]
    """
    if peer.lower() in EVERYONE:
        return True
    try:
        return ipaddress.ip_network(peer, strict=False).prefixlen < WIDEST_BITS
    except ValueError:
        return False  # a service tag
