"""A trail of AWS tells of all regions, cannot be changed unseen, and is encrypted."""

from pulumi_policy import Severity

from policies.judge.asking import FALSE, differs, is_true, present
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-complete-trails-on-aws",
    promise="Every trail of AWS is on, covers all regions, is validated and encrypted by a customer's key.",
    severity=Severity.HIGH,
    remedy="set isMultiRegionTrail, enableLogFileValidation and kmsKeyId, and leave enableLogging on",
    references=(
        "CIS AWS Foundations 4.1",
        "CIS AWS Foundations 4.2",
        "CIS AWS Foundations 4.5",
        "NIST SP 800-53 AU-12",
        "PCI DSS 10.3.4",
    ),
    types=("aws:cloudtrail/trail:Trail",),
    check=together(
        is_true("isMultiRegionTrail"),
        is_true("enableLogFileValidation"),
        present("kmsKeyId", "a customer's key"),
        differs("enableLogging", *FALSE),
    ),
    mended=lambda trail: {
        **trail,
        "isMultiRegionTrail": True,
        "enableLogFileValidation": True,
        "enableLogging": True,
    },
)
