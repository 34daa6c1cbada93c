"""Inside the network too, only who is named reaches the API server."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-authorized-networks-at-private-endpoint-on-gcp",
    promise="Every cluster of GKE asks on its private endpoint who may come.",
    severity=Severity.MEDIUM,
    remedy="set masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled to true",
    references=(
        "CIS GKE 5.6.3",
        "NIST SP 800-53 AC-4",
        "NSA/CISA Kubernetes Hardening: Control plane hardening",
    ),
    types=(CLUSTER,),
    check=is_true("masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled"),
)
