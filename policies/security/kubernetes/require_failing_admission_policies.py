"""An admission policy that cannot be evaluated refuses: one that lets pass is silent when it is needed."""

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import ADMISSION_POLICY
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-failing-admission-policies",
    promise="An admission policy that cannot judge refuses.",
    severity=Severity.HIGH,
    remedy='set spec.failurePolicy to "Fail", which it is where nothing is said, and keep its validations',
    references=("NIST SP 800-53 SC-24", "NIST SP 800-53 SI-17", "CIS Kubernetes 5.2.1"),
    types=(ADMISSION_POLICY,),
    check=together(
        equals("spec.failurePolicy", None, "Fail"), present("spec.validations", "one validation at least")
    ),
    mended=lambda policy: {**policy, "spec": {**policy["spec"], "failurePolicy": "Fail"}},
)
