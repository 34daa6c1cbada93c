"""No rule of a security group of Azure lets the whole world in."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import wherever
from policies.judge.peers_of_azure import is_a, is_everyone, texts
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import GROUP, GROUP_RULE, GROUP_RULES

ALLOWED = Setting(
    name="allowed-ports",
    says="ports, or ranges of them, that the whole world may reach",
    default=[],
    schema={"type": "array", "items": {"type": "string"}},
)


def closed(rule: Resource) -> Iterator[str]:
    """Find a rule that lets everyone in."""
    if not is_a(rule, "Allow", "Inbound"):
        return
    open_to = [one for one in texts(rule, "sourceAddressPrefix", "sourceAddressPrefixes") if is_everyone(one)]
    if open_to:
        ports = texts(rule, "destinationPortRange", "destinationPortRanges")
        if not ports or any(one not in rule.said(ALLOWED) for one in ports):
            named = ", ".join(ports)
            yield f"{rule.place('sourceAddressPrefix')} lets {open_to[0]} in to {named}; allowed: named ranges"


RULE = ResourceRule(
    name="forbid-open-inbound-on-azure",
    promise=(
        "Nobody from anywhere comes through a security group of Azure, but to ports that a team opens to "
        "the world."
    ),
    severity=Severity.CRITICAL,
    remedy=(
        "name the ranges of those who come in sourceAddressPrefixes, or add the port to the rule's "
        "allowed-ports"
    ),
    references=(
        "CIS Azure Foundations 7.1",
        "CIS Azure Foundations 7.2",
        "CIS Azure Foundations 7.3",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.3.1",
    ),
    types=(GROUP_RULE, GROUP),
    settings=(ALLOWED,),
    check=wherever(GROUP_RULES, closed),
)
