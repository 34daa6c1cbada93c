"""What passes a private way to a service is of this account: else others' credentials open theirs from inside."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, is_for_everybody
from policies.judge.types_of_aws import VPC_ENDPOINT

WHOSE = (
    *("aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"),
    *("aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"),
)
WITHOUT = "GatewayLoadBalancer"
"""The one kind of endpoint that takes no policy (AWS PrivateLink, "Gateway Load Balancer endpoints")."""


def check(endpoint: Resource) -> Iterator[str]:
    """Find endpoints with AWS's own policy, by which everything passes, or with one that says as much."""
    if endpoint.get("vpcEndpointType") == WITHOUT:
        return
    if endpoint.get("policy") is None:
        yield "policy is absent, so that AWS lets everything pass; allowed: one that says whose requests do"
        return
    yield from every_statement("policy", _open)(endpoint)


def _open(statement: Resource) -> Iterator[str]:
    """An anonymous request for a named bucket, such as that of packages, is let pass by its name."""
    to_all = "*" in listed(statement, "Resource") or statement.get("NotResource") is not None
    if is_for_everybody(statement) and to_all and not bound_by(*WHOSE)(statement):
        yield f"{statement.way} lets everybody's requests for everything pass; allowed: with {' or '.join(WHOSE)}"


RULE = ResourceRule(
    name="require-policies-of-endpoints-on-aws",
    promise="Through every endpoint of AWS passes what is of this account or organisation, or is named.",
    severity=Severity.MEDIUM,
    remedy="give the endpoint a policy with the condition StringEquals aws:PrincipalAccount",
    references=(
        "AWS whitepaper, Building a data perimeter",
        "NIST SP 800-53 AC-4",
        "NIST SP 800-53 SC-7(10)",
    ),
    types=(VPC_ENDPOINT,),
    check=check,
)
