"""Ranges of addresses: which properties hold them, and what their provider takes beside a range. Pure."""

import ipaddress
import re

RANGE = re.compile(
    r"(?i).*cidr(s|blocks?|range|ipv4)?|sourceRanges|destinationRanges|destRange|ipRanges|addressPrefix(es)?"
    r"|authorizedIPRanges|podCidrs?"
)
PEER = re.compile(r"(source|destination)AddressPrefix(es)?")
TAG = re.compile(r"\*|[A-Z][A-Za-z]+(\.[A-Za-z0-9]+)?")
"""learn.microsoft.com, Virtual network service tags; `*` is everybody."""


def range_problem(name: str, value: str) -> str | None:
    """Return what is wrong with a text by the name of its property, the end of a sentence; None where nothing is."""
    if PEER.fullmatch(name):
        if TAG.fullmatch(value):
            return None
    elif not RANGE.fullmatch(name):
        return None
    try:
        ipaddress.ip_network(value)
    except ValueError as fault:
        return f"no range of addresses ({fault})" if value else None
    return None
