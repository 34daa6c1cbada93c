"""What an image's tag names does not change after it was tested."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import REGISTRY

RULE = ResourceRule(
    name="require-immutable-images-on-aws",
    promise="No tag of a registry of AWS can be moved to another image.",
    severity=Severity.MEDIUM,
    remedy="set imageTagMutability to IMMUTABLE",
    references=("AWS FSBP ECR.2", "NIST SP 800-53 CM-5"),
    types=(REGISTRY,),
    check=equals("imageTagMutability", "IMMUTABLE"),
    mended=lambda registry: {**registry, "imageTagMutability": "IMMUTABLE"},
)
