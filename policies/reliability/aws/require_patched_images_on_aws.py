"""Machines run an image that AWS patches, and none of an operating system whose fixes ended."""

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import NODE_GROUP

ALLOWED = r"(AL2023|BOTTLEROCKET)_.*"
"""EKS made the last image of Amazon Linux 2 on 26 November 2025; CUSTOM is patched by whoever made it."""


RULE = ResourceRule(
    name="require-patched-images-on-aws",
    promise="Machines of EKS run images that AWS patches.",
    severity=Severity.HIGH,
    remedy="set amiType to an AL2023 or BOTTLEROCKET one",
    references=("NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=(NODE_GROUP,),
    check=matches("amiType", ALLOWED, "an AL2023 or BOTTLEROCKET image"),
)
