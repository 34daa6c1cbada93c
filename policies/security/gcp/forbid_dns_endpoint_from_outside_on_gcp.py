"""The endpoint that is reached by name answers from anywhere: no range of addresses limits it."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-dns-endpoint-from-outside-on-gcp",
    promise="No cluster of GKE answers by its DNS endpoint to who is outside.",
    severity=Severity.HIGH,
    remedy="set controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic to false",
    references=("CIS GKE 5.6.4", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(CLUSTER,),
    check=is_not_true("controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic"),
)
