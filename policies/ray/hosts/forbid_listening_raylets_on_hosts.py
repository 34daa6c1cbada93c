"""Ray on hosts listens on this machine's loopback: what leaves its namespace goes through a forwarder."""

import ipaddress
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule

RAYLET = "pulumi-python:dynamic/hosts:Raylet"
ADDRESSES = ("--node-ip-address", "--dashboard-host")


def check(raylet: Resource) -> Iterator[str]:
    """Find nodes and dashboards that listen where others reach them; a node has to say where."""
    words = [str(each.value).partition("=") for each in raylet.parts("argv")]
    said = {name: value for name, _, value in words}
    for name in ADDRESSES:
        address = said.get(name)
        # Unsaid, the dashboard listens on the loopback, and a node on the address by which it reaches others.
        if address is None and name == "--dashboard-host":
            continue
        if not _is_loopback(address):
            yield f"argv says that {name} is {shown(address)}; allowed: 127.0.0.0/8, ::1"


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(str(address)).is_loopback
    except ValueError:
        return False


RULE = ResourceRule(
    name="forbid-listening-raylets-on-hosts",
    promise="No Ray node on hosts is reached from another machine.",
    severity=Severity.HIGH,
    remedy="start Ray with --node-ip-address=127.0.0.1 and --dashboard-host=127.0.0.1",
    references=("CVE-2023-48022", "NIST SP 800-53 SC-7", "NIST SP 800-53 AC-17"),
    types=(RAYLET,),
    check=check,
)
