"""A cluster's API faces the internet for known addresses only, or not at all."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE
from policies.judge.ranges import narrow
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import CLUSTER

LARGEST = Setting(
    name="largest-prefix",
    says="how short the prefix of an allowed range of addresses may be, in bits",
    default=16,
    schema={"type": "integer", "minimum": 1, "maximum": 32},
)


def check(cluster: Resource) -> Iterator[str]:
    """Find clusters that everybody, or half the internet, may ask; EKS lets everybody where nothing is said."""
    part = cluster.part("vpcConfig")
    if part.get("endpointPublicAccess") in FALSE:
        return
    if not part.parts("publicAccessCidrs"):
        yield f"{part.place('publicAccessCidrs')} is absent, and everybody may ask; allowed: known addresses"
    yield from narrow("vpcConfig.publicAccessCidrs", LARGEST)(cluster)


RULE = ResourceRule(
    name="restrict-public-api-endpoints-on-aws",
    promise="No EKS cluster's API can be asked from all of the internet.",
    severity=Severity.CRITICAL,
    remedy="set vpcConfig.endpointPublicAccess to false, or publicAccessCidrs to known addresses",
    references=(
        "CIS EKS 5.4.1",
        "AWS FSBP EKS.1",
        "NIST SP 800-53 SC-7",
        "NSA/CISA Kubernetes Hardening: Control plane hardening",
    ),
    types=(CLUSTER,),
    settings=(LARGEST,),
    check=check,
)
