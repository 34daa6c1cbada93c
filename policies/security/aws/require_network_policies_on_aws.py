"""The network plugin of EKS enforces network policies only where it is told to."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true, parsed
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import ADDON, CLUSTER


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters whose network plugin lets pods speak with everybody, whatever their policies say."""
    plugins = [
        each for each in stack.about(cluster, ADDON, "clusterName") if each.get("addonName") == "vpc-cni"
    ]
    for plugin in plugins:
        settings = parsed(plugin, "configurationValues")
        yield from is_true("enableNetworkPolicy")(settings)


RULE = StackRule(
    name="require-network-policies-on-aws",
    promise="The network plugin of every EKS cluster enforces network policies.",
    severity=Severity.HIGH,
    remedy='set enableNetworkPolicy to "true" in the configurationValues of the add-on vpc-cni',
    references=(
        "CIS EKS 5.4.4",
        "CIS EKS 4.3.1",
        "NIST SP 800-53 AC-4",
        "NSA/CISA Kubernetes Hardening: Network policies",
    ),
    types=(CLUSTER,),
    reads=(ADDON,),
    check=check,
)
