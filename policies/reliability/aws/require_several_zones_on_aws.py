"""What a cluster of EKS itself runs on goes on in production when a zone does not."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production
from policies.judge.purposes import named_by, names_at
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import CLUSTER, NODE_GROUP, SUBNET

LEAST = Setting(
    name="least-zones",
    says="in how many zones system machines stand at least",
    default=2,
    schema={"type": "integer", "minimum": 1},
)
is_in_production = in_production("tags")


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters of production all of whose system groups are in too few zones."""
    if not is_in_production(cluster):
        return
    groups = [each for each in stack.about(cluster, NODE_GROUP, "clusterName") if _is_of_system(each)]
    zones = {zone for group in groups for zone in _zones(stack, group)}
    if groups and len(zones) < cluster.said(LEAST):
        told = f"its system machines are all in {', '.join(sorted(zones))}"
        yield f"{told}; allowed: at least {cluster.said(LEAST)} zones"


def _is_of_system(group: Resource) -> bool:
    """Tell whether a group is of the plan and of no pool of it: those are one for each zone that a pool may be in."""
    tags = group.part("tags")
    return tags.get("groundplan-plan") is not None and tags.get("groundplan-pool") is None


def _zones(stack: Stack, group: Resource) -> set[str]:
    """Return the zones of a group; a subnet that others made stands for a zone of its own, since nobody here knows."""
    subnets = named_by(stack, group, "subnetIds", SUBNET)
    zones = {subnet.get("availabilityZone") or subnet.get("availabilityZoneId") for subnet in subnets}
    return {str(zone) for zone in zones} or {str(name) for name in names_at(group, "subnetIds")}


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
