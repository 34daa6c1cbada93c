"""Nobody holds a certificate that opens the API server: it cannot be taken back."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-client-certificates-on-gcp",
    promise="No cluster of GKE makes a client certificate.",
    severity=Severity.HIGH,
    remedy="set masterAuth.clientCertificateConfig.issueClientCertificate to false",
    references=("CIS GKE 5.8.1", "NIST SP 800-53 IA-5"),
    types=(CLUSTER,),
    check=is_not_true("masterAuth.clientCertificateConfig.issueClientCertificate"),
)
