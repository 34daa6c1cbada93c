"""A webhook that does not answer refuses: else whoever makes it silent passes it."""

from pulumi_policy import Severity

from policies.judge.asking import equals, every
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import WEBHOOKS

RULE = ResourceRule(
    name="require-failing-webhooks",
    promise="A webhook that does not answer lets nothing pass.",
    severity=Severity.HIGH,
    remedy='set failurePolicy of every webhook to "Fail", and select by labels the namespaces that it is about',
    references=("NIST SP 800-53 SC-24", "NIST SP 800-53 SI-17"),
    types=WEBHOOKS,
    # Unsaid, version v1 of the API fails.
    check=every("webhooks", equals("failurePolicy", None, "Fail")),
)
