"""What balances load for Ray stands inside the network: neither its API nor its dashboard is for the internet."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule


def check(accused: Resource) -> Iterator[str]:
    """Find load balancers that face the internet, which is what they do where nothing is said."""
    if accused.get("loadBalancerType") != "gateway":
        yield from is_true("internal")(accused)


RULE = ResourceRule(
    name="restrict-load-balancers-to-inside-on-aws",
    promise="No load balancer of AWS faces the internet.",
    severity=Severity.HIGH,
    remedy="set internal to true",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=("aws:lb/loadBalancer:LoadBalancer",),
    check=check,
)
