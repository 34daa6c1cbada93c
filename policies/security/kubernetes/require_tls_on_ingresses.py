"""What comes in from outside comes encrypted."""

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import INGRESS
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-tls-on-ingresses",
    promise="Every way in from outside the cluster is encrypted.",
    severity=Severity.HIGH,
    remedy="set spec.tls with the hosts and the Secret of their certificate",
    references=(
        "NIST SP 800-53 SC-8(1)",
        "PCI DSS 4.2.1",
        "HIPAA 164.312(e)(2)(ii)",
        "CIS EKS 5.4.5",
        "CIS GKE 5.6.7",
    ),
    types=(INGRESS,),
    check=together(
        present("spec.tls", "a certificate for each host"),
        every("spec.tls", present("secretName", "the name of a Secret")),
    ),
)  # fmt: skip
