"""Nobody who may make a service takes over an address: traffic for it would come to their pods."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-external-addresses-of-services-on-gcp",
    promise="No cluster of GKE lets services name external addresses.",
    severity=Severity.HIGH,
    remedy="set serviceExternalIpsConfig.enabled to false",
    references=("CIS Kubernetes 1.2.3", "CVE-2020-8554", "NIST SP 800-53 SC-7"),
    types=(CLUSTER,),
    check=is_not_true("serviceExternalIpsConfig.enabled"),
    mended=lambda cluster: {**cluster, "serviceExternalIpsConfig": {"enabled": False}},
)
