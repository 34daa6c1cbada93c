"""No priority is everybody's: work that says nothing would start before serving, or end it."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import PRIORITY_CLASS

RULE = ResourceRule(
    name="forbid-priorities-for-everyone",
    promise="Only work that asks for a priority has one.",
    severity=Severity.MEDIUM,
    remedy="set globalDefault to false, and name the class where it is meant",
    references=("NIST SP 800-53 SC-6", "NIST SP 800-53 SC-5", "SOC 2 A1.1"),
    types=(PRIORITY_CLASS,),
    check=is_not_true("globalDefault"),
    mended=lambda priority: {**priority, "globalDefault": False},
)
