"""The API server of a cluster of Azure is closed to the world: who reaches it needs only one stolen token."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE
from policies.judge.ranges import narrow
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER

LEAST_BITS = Setting(
    name="least-bits",
    says="the shortest prefix of a range that may reach an API server, in bits",
    default=16,
    schema={"type": "integer", "minimum": 8, "maximum": 32},
)


def check(cluster: Resource) -> Iterator[str]:
    """Find API servers without walls, and walls with too wide a door."""
    access = cluster.part("apiServerAccessProfile")
    if access.get("enablePrivateCluster") in TRUE:
        return
    if not access.parts("authorizedIPRanges"):
        private = access.show("enablePrivateCluster")
        place = access.place("enablePrivateCluster")
        yield f"{place} is {private} and authorizedIPRanges empty; allowed: one of the two"
    yield from narrow("authorizedIPRanges", LEAST_BITS)(access)


RULE = ResourceRule(
    name="restrict-api-server-on-azure",
    promise="The API server of every cluster of Azure is private, or open to named narrow ranges alone.",
    severity=Severity.CRITICAL,
    remedy=(
        "set apiServerAccessProfile.enablePrivateCluster to true, or name the ranges of offices and "
        "runners in authorizedIPRanges"
    ),
    references=(
        "CIS AKS 5.4.1",
        "CIS AKS 5.4.2",
        "NSA/CISA Kubernetes Hardening: Control plane hardening",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.4.2",
    ),
    types=(CLUSTER,),
    settings=(LEAST_BITS,),
    check=check,
)
