"""A rule of a security group of Azure that lets out to the whole world does so for HTTPS alone."""

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
    says="ports, or ranges of them, to which machines may call everywhere by TCP",
    default=["443"],
    schema={"type": "array", "items": {"type": "string"}},
)


def narrow_way(rule: Resource) -> Iterator[str]:
    """Find a rule that lets out to everyone by more than these ports."""
    if not is_a(rule, "Allow", "Outbound"):
        return
    callees = texts(rule, "destinationAddressPrefix", "destinationAddressPrefixes")
    if not any(is_everyone(one) for one in callees):
        return
    ports, allowed = texts(rule, "destinationPortRange", "destinationPortRanges"), rule.said(ALLOWED)
    is_tcp = str(rule.get("protocol")).lower() == "tcp"
    if not is_tcp or not ports or any(one not in allowed for one in ports):
        way = f"{', '.join(ports)} by {rule.show('protocol')}"
        yield f"{rule.place('destinationPortRange')} is {way} to everywhere; allowed: {', '.join(allowed)} by Tcp"


RULE = ResourceRule(
    name="restrict-outbound-on-azure",
    promise="Nothing goes from a network of Azure to everywhere, but to ports that a team allows.",
    severity=Severity.HIGH,
    remedy=(
        "name the ranges or services that are called in destinationAddressPrefixes, or keep to the rule's "
        "allowed-ports by Tcp"
    ),
    references=(
        "NIST SP 800-53 SC-7(5)",
        "NIST SP 800-53 AC-4",
        "PCI DSS 1.3.2",
        "NSA/CISA Kubernetes Hardening: Network separation and hardening",
    ),
    types=(GROUP_RULE, GROUP),
    settings=(ALLOWED,),
    check=wherever(GROUP_RULES, narrow_way),
)
