"""Where Ray runs, nobody makes load balancers: each has a price by the hour, and an address outside."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.quantities import amount
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import GPU, RESOURCE_QUOTA

MOST = Setting(
    name="most-services",
    says="the most load balancers, and the most ports of nodes, of a namespace",
    default=0,
    schema={"type": "integer", "minimum": 0},
)
BOUNDED = ("services.loadbalancers", "services.nodeports")


def check(quota: Resource) -> Iterator[str]:
    """Find quotas of namespaces with a bound of GPUs that leave load balancers open."""
    hard = quota.part("spec").part("hard")
    if hard.get(f"requests.{GPU}") is None:
        return
    for key in BOUNDED:
        found = amount(hard.get(key))
        if found is None or found > quota.said(MOST):
            yield f"{hard.place(key)} is {shown(hard.get(key))}; allowed: at most {quota.said(MOST)}"


RULE = ResourceRule(
    name="restrict-paid-services-of-quotas",
    promise="No load balancer comes about unseen in a namespace of Ray.",
    severity=Severity.MEDIUM,
    remedy=f"set {' and '.join(BOUNDED)} in spec.hard to 0",
    references=("NIST SP 800-53 SC-6", "NIST SP 800-53 SC-7", "FinOps Framework: Usage Optimization"),
    types=(RESOURCE_QUOTA,),
    settings=(MOST,),
    check=check,
)
