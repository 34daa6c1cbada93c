"""Load balancers speak no TLS that is known to be broken."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-modern-tls-on-gcp",
    promise="No policy of TLS in Google Cloud allows versions before 1.2 or weak ciphers.",
    severity=Severity.HIGH,
    remedy="set minTlsVersion to TLS_1_2 or TLS_1_3, and profile to MODERN or RESTRICTED",
    references=("CIS GCP Foundations 3.11", "NIST SP 800-52 3.1", "PCI DSS 4.2.1"),
    types=("gcp:compute/sSLPolicy:SSLPolicy", "gcp:compute/regionSslPolicy:RegionSslPolicy"),
    check=together(
        equals("minTlsVersion", "TLS_1_2", "TLS_1_3"),
        equals("profile", "MODERN", "RESTRICTED", "FIPS_202205"),
    ),
)
