"""A cluster's API survives the loss of a zone."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import CLUSTER, SUBNET


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters whose subnets, where they are of this stack, are all of one zone."""
    part = cluster.part("vpcConfig")
    if len(listed(part, "subnetIds")) < FEWEST:
        yield f"{part.place('subnetIds')} has fewer than {FEWEST}; allowed: subnets of {FEWEST} zones"
    of_cluster = [
        each for each in stack.of_type(SUBNET) if each.urn in cluster.refers_to.get("vpcConfig", ())
    ]
    zones = {each.get("availabilityZone") or each.get("availabilityZoneId") for each in of_cluster}
    if of_cluster and len(zones) < FEWEST:
        yield f"all subnets of its API are in {', '.join(map(str, zones))}; allowed: {FEWEST} zones"


FEWEST = 2


RULE = StackRule(
    name="require-control-planes-in-several-zones-on-aws",
    promise="The API of every EKS cluster stands in two zones.",
    severity=Severity.MEDIUM,
    remedy="name subnets of two zones in vpcConfig.subnetIds",
    references=("NIST SP 800-53 CP-10", "NIST SP 800-53 SC-36", "SOC 2 A1.2"),
    types=(CLUSTER,),
    reads=(SUBNET,),
    check=check,
)
