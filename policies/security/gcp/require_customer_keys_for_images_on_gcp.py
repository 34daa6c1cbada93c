"""A repository of images is encrypted by a key that its owner can take away."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import IMAGES

RULE = ResourceRule(
    name="require-customer-keys-for-images-on-gcp",
    promise="Every repository of Artifact Registry is encrypted by a key of Cloud KMS.",
    severity=Severity.MEDIUM,
    remedy="set kmsKeyName: it can only be set when the repository is made",
    references=("NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1"),
    types=(IMAGES,),
    check=present("kmsKeyName", "a key of Cloud KMS"),
)
