"""A policy names the addresses that it opens, not the internet."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.ranges import range_of
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import NETWORK_POLICY
from policies.judge.unknown import together

SHORTEST = Setting(
    name="shortest-prefix",
    says="the shortest prefix of an IPv4 range that may be opened, in bits; for IPv6 it is four times that",
    default=16,
    schema={"type": "integer", "minimum": 8, "maximum": 32},
)


def _check_peer(peer: Resource) -> Iterator[str]:
    cidr = peer.part("ipBlock").get("cidr")
    if cidr is None:
        return
    shortest = peer.said(SHORTEST)
    network = range_of(peer.inner(peer.place("ipBlock.cidr"), cidr))
    if network.prefixlen < shortest * (1 if network.version == 4 else 4):
        yield f"{peer.place('ipBlock.cidr')} is {shown(cidr)}; allowed: a prefix of at least {shortest} bits"


RULE = ResourceRule(
    name="forbid-wide-ranges-in-network-policies",
    promise="No network policy opens the way to or from the whole internet.",
    severity=Severity.CRITICAL,
    remedy="name the addresses of the endpoint; groundplan:endpoint-ranges says those of object stores",
    references=(
        "NIST SP 800-53 SC-7(5)",
        "NSA/CISA Kubernetes Hardening: Network policies",
        "PCI DSS 1.3.2",
        "SOC 2 CC6.6",
    ),
    types=(NETWORK_POLICY,),
    settings=(SHORTEST,),
    check=together(
        every("spec.ingress", every("from", _check_peer)), every("spec.egress", every("to", _check_peer))
    ),
)  # fmt: skip
