"""What goes out to the internet goes out by few ports: data is stolen by the others."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, has
from policies.judge.ranges import EVERYWHERE
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import FIREWALL

ALLOWED = Setting(
    name="allowed-ports",
    says="the TCP ports by which anything may leave for the internet",
    default=["443"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(firewall: Resource) -> Iterator[str]:
    """Find what lets out too much to anywhere; without a range everywhere is meant."""
    if not has("direction", "EGRESS")(firewall):
        return
    to = firewall.parts("destinationRanges")
    if not len(to) or any(element.value in EVERYWHERE for element in to):
        yield from every("allows", only_ports)(firewall)


def only_ports(part: Resource) -> Iterator[str]:
    """Find protocols and ports that are not allowed."""
    allowed, ports = part.said(ALLOWED), part.parts("ports")
    if part.get("protocol") not in ("tcp", "6"):
        yield f"{part.place('protocol')} is {part.show('protocol')}; allowed: tcp"
    elif not len(ports):
        yield f"{part.place('ports')} is absent, which is all of them; allowed: {', '.join(allowed)}"
    for port in ports:
        if str(port.value) not in allowed:
            yield f"{port.way} is {shown(port.value)}; allowed: {', '.join(allowed)}"


RULE = ResourceRule(
    name="restrict-egress-to-internet-on-gcp",
    promise="No firewall of Google Cloud lets all ports out to the internet.",
    severity=Severity.HIGH,
    remedy="name the protocol tcp and ports among the rule's allowed-ports, or narrower destinationRanges",
    references=(
        "NIST SP 800-53 SC-7(5)",
        "PCI DSS 1.3.2",
        "NSA/CISA Kubernetes Hardening: Network separation and hardening",
    ),
    types=(FIREWALL,),
    settings=(ALLOWED,),
    check=check,
)
