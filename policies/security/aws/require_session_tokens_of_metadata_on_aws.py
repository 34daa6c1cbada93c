"""A machine's metadata, with its role's keys, is given to sessions only: a forged request gets nothing."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE

RULE = ResourceRule(
    name="require-session-tokens-of-metadata-on-aws",
    promise="Machines of AWS give metadata to sessions only (IMDSv2).",
    severity=Severity.HIGH,
    remedy="set metadataOptions.httpTokens to required",
    references=("CIS AWS Foundations 6.7", "AWS FSBP EC2.8", "AWS FSBP EC2.170", "NIST SP 800-53 AC-6"),
    types=(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE),
    check=equals("metadataOptions.httpTokens", "required"),
    mended=lambda machine: {
        **machine,
        "metadataOptions": {**machine.get("metadataOptions", {}), "httpTokens": "required"},
    },
)
