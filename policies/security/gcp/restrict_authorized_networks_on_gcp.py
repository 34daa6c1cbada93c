"""The API server talks to whom the plan names: its own lock is one mistake away from open."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.ranges import range_of
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import CLUSTER
from policies.judge.unknown import each

LEAST = Setting(
    name="least-bits",
    says="the prefix of the widest range that may reach an API server",
    default=16,
    schema={"type": "integer", "minimum": 1, "maximum": 32},
)
NETWORKS = "masterAuthorizedNetworksConfig"


def check(cluster: Resource) -> Iterator[str]:
    """Find clusters that answer to whoever comes, and ranges too wide; with an empty list nobody else comes in."""
    if cluster.get(NETWORKS) is None:
        yield f"{NETWORKS} is absent; allowed: a list of ranges, since without it everybody is let in"
    yield from each(cluster.part(NETWORKS).parts("cidrBlocks"), is_narrow)


def is_narrow(block: Resource) -> Iterator[str]:
    """Find a range that is too wide."""
    asked = block.inner(block.place("cidrBlock"), block.get("cidrBlock"))
    if range_of(asked).prefixlen < block.said(LEAST):
        yield f"{asked.way} is {shown(asked.value)}; allowed: /{block.said(LEAST)} or narrower"


RULE = ResourceRule(
    name="restrict-authorized-networks-on-gcp",
    promise="Every cluster of GKE answers to named ranges of addresses alone.",
    severity=Severity.CRITICAL,
    remedy="set masterAuthorizedNetworksConfig.cidrBlocks to those who need it, none wider than the rule's least-bits",
    references=(
        "CIS GKE 5.6.3",
        "NIST SP 800-53 AC-17",
        "PCI DSS 1.3.1",
        "NSA/CISA Kubernetes Hardening: Control plane hardening",
    ),
    types=(CLUSTER,),
    settings=(LEAST,),
    check=check,
)
