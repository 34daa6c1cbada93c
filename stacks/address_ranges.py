"""Ranges of addresses that a stack's configuration names, and those that a name stands for today."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any


def are_ranges(given: Any) -> bool:
    """Return whether this is a list of ranges of addresses, with at least one."""
    try:
        return isinstance(given, list) and bool([ipaddress.ip_network(each) for each in given])
    except ValueError:
        return False


def looked_up(host: str) -> tuple[str, ...]:
    """Return the addresses of a name as ranges of one each, in one order; none where nobody knows it."""
    try:
        found = {str(answer[4][0]) for answer in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError:
        return ()
    return tuple(sorted(str(ipaddress.ip_network(address)) for address in found))
