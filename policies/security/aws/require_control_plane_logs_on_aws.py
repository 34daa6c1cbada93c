"""Who asked a cluster's API for what can be told afterwards."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CLUSTER

LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def check(cluster: Resource) -> Iterator[str]:
    """Find logs of the control plane that are off, as they all are where nothing is said."""
    there = listed(cluster, "enabledClusterLogTypes")
    for each in LOGS:
        if each not in there:
            yield f"enabledClusterLogTypes is without {each}; allowed: all of {', '.join(LOGS)}"


RULE = ResourceRule(
    name="require-control-plane-logs-on-aws",
    promise="Every EKS cluster logs all that its control plane does.",
    severity=Severity.HIGH,
    remedy="set enabledClusterLogTypes to all five",
    references=(
        "CIS EKS 2.1.1",
        "AWS FSBP EKS.8",
        "NIST SP 800-53 AU-12",
        "PCI DSS 10.2.1",
        "HIPAA 164.312(b)",
    ),
    types=(CLUSTER,),
    check=check,
    mended=lambda cluster: {**cluster, "enabledClusterLogTypes": list(LOGS)},
)
