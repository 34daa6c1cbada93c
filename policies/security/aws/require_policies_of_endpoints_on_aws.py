"""A private way to a service says whose requests pass: else others' credentials open theirs from inside."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import fits
from policies.judge.types_of_aws import VPC_ENDPOINT, VPC_ENDPOINT_POLICY
from policies.judge.unknown import each

WITHOUT = "GatewayLoadBalancer"
"""The one kind of endpoint that takes no policy (AWS PrivateLink, "Gateway Load Balancer endpoints")."""
OF_OTHERS = Setting(
    name="services-without-policies",
    says="names of services whose endpoints take no policy, with * for any signs: those of third parties in general",
    default=["com.amazonaws.vpce.*"],
    schema={"type": "array", "items": {"type": "string"}},
)
WHAT = "one that says whose requests pass"


def check(stack: Stack, endpoint: Resource) -> Iterator[str]:
    """Find endpoints with AWS's own policy, by which everything passes; a resource beside one may set its policy."""
    if endpoint.get("vpcEndpointType") == WITHOUT:
        return
    found = stack.about(endpoint, VPC_ENDPOINT_POLICY, "vpcEndpointId")
    if not found and endpoint.get("policy") is None and not is_without_policy(endpoint):
        yield f"policy is absent, and no {VPC_ENDPOINT_POLICY} names it: AWS lets everything pass; allowed: {WHAT}"
    yield from each(found, present("policy", WHAT))


def is_without_policy(endpoint: Resource) -> bool:
    """Tell whether an endpoint is to a service that takes no policy, by the service's name."""
    name = endpoint.get("serviceName")
    return any(fits(str(name), pattern) for pattern in endpoint.said(OF_OTHERS))


RULE = StackRule(
    name="require-policies-of-endpoints-on-aws",
    promise="Every endpoint of AWS has a policy of its own.",
    severity=Severity.MEDIUM,
    remedy="give the endpoint a policy with the condition StringEquals aws:PrincipalAccount",
    references=(
        "AWS whitepaper: Building a data perimeter",
        "NIST SP 800-53 AC-4",
        "NIST SP 800-53 SC-7(10)",
    ),
    types=(VPC_ENDPOINT,),
    reads=(VPC_ENDPOINT_POLICY,),
    settings=(OF_OTHERS,),
    check=check,
)
