"""A service takes no address that is not the cluster's: by externalIPs it takes traffic of others (CVE-2020-8554)."""

from pulumi_policy import Severity

from policies.judge.asking import absent
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import SERVICE

RULE = ResourceRule(
    name="forbid-external-addresses-of-services",
    promise="No service takes addresses of its own choice.",
    severity=Severity.HIGH,
    remedy="remove externalIPs",
    references=("CIS Kubernetes 1.2.3", "CVE-2020-8554", "NIST SP 800-53 SC-7", "NIST SP 800-53 SC-8"),
    types=(SERVICE,),
    check=absent("spec.externalIPs"),
    mended=lambda service: {
        **service,
        "spec": {key: value for key, value in service["spec"].items() if key != "externalIPs"},
    },
)
