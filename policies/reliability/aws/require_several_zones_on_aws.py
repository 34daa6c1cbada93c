"""What a cluster of EKS itself runs on goes on in production when a zone does not."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.subnets_of_aws import Subnets, made_subnets, subnets_of
from policies.judge.system_machines import LEAST, of_system, too_few
from policies.judge.types_of_aws import CLUSTER, NODE_GROUP, SUBNET

is_in_production = in_production("tags")


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters of production all of whose system groups are in too few zones."""
    if not is_in_production(cluster):
        return
    groups = of_system(stack.about(cluster, NODE_GROUP, "clusterName"), lambda group: group.part("tags"))
    made = made_subnets(stack)
    found = [subnets_of(made, group) for group in groups]
    zones = {zone for subnets in found for zone in _zones(stack, subnets)}
    told = [*too_few(cluster, groups, zones)]
    if not told:
        for subnets in found:
            subnets.require_certain()
    yield from told


def _zones(stack: Stack, subnets: Subnets) -> Iterator[str]:
    """Yield the zones of subnets; one stands for a zone of its own where others made it, or it says none."""
    yield from subnets.others
    for subnet in stack.of_type(SUBNET):
        if subnet.urn in subnets.names:
            yield str(subnet.get("availabilityZone") or subnet.get("availabilityZoneId") or subnet.name)


RULE = StackRule(
    name="require-several-zones-on-aws",
    promise="The system machines of every EKS cluster of production stand in several zones.",
    severity=Severity.MEDIUM,
    remedy="give the cluster a system node group in a subnet of each of at least the rule's least-zones",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "NIST SP 800-53 SC-36"),
    types=(CLUSTER,),
    reads=(NODE_GROUP, SUBNET),
    settings=(LEAST,),
    check=check,
)
