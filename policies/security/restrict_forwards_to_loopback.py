"""What leaves a cluster's network namespace arrives on this machine's loopback only."""

import ipaddress
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.security.hosts import FORWARD


def check(forward: Resource) -> Iterator[str]:
    """Find a forwarder that listens where other machines reach it; a name could resolve to anything."""
    listen_host = forward.get("listen_host")
    if not _is_loopback(listen_host):
        yield f"listen_host is {shown(listen_host)}; allowed: 127.0.0.0/8, ::1"


def _is_loopback(listen_host: object) -> bool:
    try:
        return ipaddress.ip_address(str(listen_host)).is_loopback
    except ValueError:
        return False


RULE = ResourceRule(
    name="restrict-forwards-to-loopback",
    promise="Job API and serving address are reached from this machine only.",
    severity=Severity.HIGH,
    remedy='set listen_host to "127.0.0.1"; reach it from afar through ssh -L or an authenticating proxy',
    references=("NIST SP 800-53 SC-7", "NIST SP 800-53 AC-17"),
    types=(FORWARD,),
    check=check,
)
