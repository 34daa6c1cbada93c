"""Images are looked through for known vulnerabilities wherever the project has that switched on."""

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import IMAGES

RULE = ResourceRule(
    name="require-scanned-images-on-gcp",
    promise="No repository of Artifact Registry is left out of scanning.",
    severity=Severity.MEDIUM,
    remedy="remove vulnerabilityScanningConfig.enablementConfig, or set it to INHERITED",
    references=("CIS GKE 5.1.1", "NIST SP 800-53 RA-5", "PCI DSS 6.3.1"),
    types=(IMAGES,),
    check=differs("vulnerabilityScanningConfig.enablementConfig", "DISABLED"),
)
