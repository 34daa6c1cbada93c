"""Images are scanned for known holes as they are pushed."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import REGISTRY

RULE = ResourceRule(
    name="require-scanned-images-on-aws",
    promise="Every registry of AWS scans images on push.",
    severity=Severity.MEDIUM,
    remedy="set imageScanningConfiguration.scanOnPush to true",
    references=("CIS EKS 5.1.1", "AWS FSBP ECR.1", "NIST SP 800-53 RA-5", "PCI DSS 6.3.1"),
    types=(REGISTRY,),
    check=is_true("imageScanningConfiguration.scanOnPush"),
    mended=lambda registry: {**registry, "imageScanningConfiguration": {"scanOnPush": True}},
)
