"""A key that is switched off, or whose policy nobody can change, locks its owners out of their data."""

from pulumi_policy import Severity

from policies.judge.asking import FALSE, differs, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import KEY
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-enabled-keys-on-aws",
    promise="Keys of AWS are enabled, and their policies can be changed.",
    severity=Severity.MEDIUM,
    remedy="leave isEnabled on, and bypassPolicyLockoutSafetyCheck off",
    references=("NIST SP 800-53 SC-12(1)", "SOC 2 A1.2"),
    types=(KEY,),
    check=together(differs("isEnabled", *FALSE), is_not_true("bypassPolicyLockoutSafetyCheck")),
)
