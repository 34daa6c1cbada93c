"""Machines ask a cluster's API inside the network."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CLUSTER

RULE = ResourceRule(
    name="require-private-api-endpoint-on-aws",
    promise="The API of every EKS cluster can be asked inside its network.",
    severity=Severity.HIGH,
    remedy="set vpcConfig.endpointPrivateAccess to true",
    references=(
        "CIS EKS 5.4.2",
        "NIST SP 800-53 SC-7(4)",
        "NSA/CISA Kubernetes Hardening: Control plane hardening",
    ),
    types=(CLUSTER,),
    check=is_true("vpcConfig.endpointPrivateAccess"),
    mended=lambda cluster: {
        **cluster,
        "vpcConfig": {**cluster.get("vpcConfig", {}), "endpointPrivateAccess": True},
    },
)
