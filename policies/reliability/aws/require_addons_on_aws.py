"""A cluster has what it does not work without as add-ons, which EKS keeps at versions that fit together."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import ADDON, CLUSTER

ADDONS = Setting(
    name="addons",
    says="the add-ons that every cluster has",
    default=["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters without one of the add-ons."""
    there = {each.get("addonName") for each in stack.about(cluster, ADDON, "clusterName")}
    for name in cluster.said(ADDONS):
        if name not in there:
            yield f"no {ADDON} of it is {name}"


RULE = StackRule(
    name="require-addons-on-aws",
    promise="Every EKS cluster has the add-ons that it does not work without.",
    severity=Severity.MEDIUM,
    remedy="add an Addon for each that the rule's setting addons names",
    references=("EKS best practices: Cluster upgrades", "NIST SP 800-53 SI-2", "NIST SP 800-53 CM-2"),
    types=(CLUSTER,),
    settings=(ADDONS,),
    reads=(ADDON,),
    check=check,
)
