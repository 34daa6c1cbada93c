"""An admission policy is bound, and what it finds is denied: without a binding it judges nothing."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.role_rules import values_of
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import ADMISSION_BINDING, ADMISSION_POLICY


def check(stack: Stack, policy: Resource) -> Iterator[str]:
    """Find policies that no binding of the stack puts into force, and bindings that only warn."""
    name = policy.part("metadata").get("name")
    bindings = [
        each for each in stack.of_type(ADMISSION_BINDING) if each.part("spec").get("policyName") == name
    ]
    if not bindings:
        yield "no ValidatingAdmissionPolicyBinding names it"
    for binding in bindings:
        if "Deny" not in values_of(binding.part("spec"), "validationActions"):
            yield f'{binding.where} spec.validationActions does not hold "Deny"'
        if binding.part("spec").get("matchResources") is not None:
            yield f"{binding.where} spec.matchResources makes it hold in fewer places than the policy says"


RULE = StackRule(
    name="require-denying-admission-bindings",
    promise="Every admission policy is in force, and what it finds is denied.",
    severity=Severity.HIGH,
    remedy="bind the policy with validationActions Deny and Audit, and say in the policy itself where it holds",
    references=("NIST SP 800-53 CM-7", "NIST SP 800-53 AC-3", "CIS Kubernetes 5.2.1"),
    types=(ADMISSION_POLICY,),
    reads=(ADMISSION_BINDING,),
    check=check,
)
