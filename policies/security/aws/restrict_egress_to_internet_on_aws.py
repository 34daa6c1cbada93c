"""What leaves for the internet leaves by HTTPS: a stolen machine has fewer ways to send data out."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import Check, equals, every, only_where
from policies.judge.properties_of_aws import ranges
from policies.judge.ranges import is_public
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import EGRESS, SECURITY_GROUP, SECURITY_GROUP_RULE
from policies.judge.unknown import together

PORTS = Setting(
    name="ports",
    says="the TCP ports that may be asked on the internet",
    default=[443],
    schema={"type": "array", "items": {"type": "integer"}},
)


def check(accused: Resource) -> Iterator[str]:
    """Find rules of each of the provider's three forms that let more out than HTTPS."""
    if accused.type == EGRESS:
        yield from only_where(is_to_internet, to_internet("ipProtocol"))(accused)
    elif accused.type == SECURITY_GROUP:
        yield from every("egress", only_where(is_to_internet, to_internet("protocol")))(accused)
    elif accused.get("type") == "egress":
        yield from only_where(is_to_internet, to_internet("protocol"))(accused)


def is_to_internet(rule: Resource) -> bool:
    """Tell whether a rule is about addresses of the internet."""
    return any(map(is_public, ranges(rule, "cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks")))


def to_internet(protocol: str) -> Check:
    """Return the check of a rule about the internet; the protocol stands at another key in each form."""
    return together(equals(protocol, "tcp", "6"), of_ports)


def of_ports(rule: Resource) -> Iterator[str]:
    """Find a rule that lets other ports out than those that the setting names."""
    first, last, ports = rule.get("fromPort"), rule.get("toPort"), rule.said(PORTS)
    if first != last or first not in ports:
        yield f"ports {first} to {last} are open to the internet; allowed: one of {', '.join(map(str, ports))}"


RULE = ResourceRule(
    name="restrict-egress-to-internet-on-aws",
    promise="Machines of AWS ask the internet by HTTPS alone.",
    severity=Severity.HIGH,
    remedy="open one rule for each port that must be asked, and name the port in the rule's setting ports",
    references=(
        "NIST SP 800-53 SC-7(5)",
        "PCI DSS 1.3.2",
        "NSA/CISA Kubernetes Hardening: Network separation and hardening",
    ),
    types=(EGRESS, SECURITY_GROUP, SECURITY_GROUP_RULE),
    settings=(PORTS,),
    check=check,
)
