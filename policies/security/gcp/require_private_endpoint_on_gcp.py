"""The API server has an address of the internet only where somebody in the internet is let in."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.ranges import is_public
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER


def check(cluster: Resource) -> Iterator[str]:
    """Find public endpoints that let in nobody from the internet, or whoever comes."""
    let_in = cluster.part("masterAuthorizedNetworksConfig").parts("cidrBlocks")
    if not any(is_public(block.inner(block.place("cidrBlock"), block.get("cidrBlock"))) for block in let_in):
        yield from is_true("privateClusterConfig.enablePrivateEndpoint")(cluster)


RULE = ResourceRule(
    name="require-private-endpoint-on-gcp",
    promise="No cluster of GKE answers in the internet but to ranges that are named.",
    severity=Severity.HIGH,
    remedy="set privateClusterConfig.enablePrivateEndpoint to true, or name the public ranges of those who need it",
    references=(
        "CIS GKE 5.6.4",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.4.2",
        "NSA/CISA Kubernetes Hardening: Control plane hardening",
    ),
    types=(CLUSTER,),
    check=check,
)
