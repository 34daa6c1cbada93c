"""Nobody reads the secrets of all namespaces: a role that reads some is bound where they are."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.role_rules import READING, allows
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE, CLUSTER_ROLE_BINDING

# Kubernetes' own role that reads secrets besides those of administrators ("User-facing roles").
BUILT_IN = "edit"


def check(stack: Stack, binding: Resource) -> Iterator[str]:
    """Find bindings in the whole cluster of a role that reads secrets."""
    name = binding.part("roleRef").get("name")
    if name == BUILT_IN:
        yield f'roleRef.name is "{BUILT_IN}", which reads the secrets of every namespace'
    for role in stack.of_type(CLUSTER_ROLE):
        if role.part("metadata").get("name") == name:
            for rule in role.parts("rules"):
                if allows(rule, "secrets", READING):
                    yield f"{role.where} {rule.way} reads secrets, here of every namespace"


RULE = StackRule(
    name="forbid-secrets-of-whole-cluster",
    promise="Nobody reads the secrets of every namespace.",
    severity=Severity.CRITICAL,
    remedy="bind the role by RoleBindings, in the namespaces whose secrets it reads",
    references=(
        "CIS Kubernetes 5.1.2", "CIS AKS 4.1.2", "NIST SP 800-53 AC-6", "NIST SP 800-53 AC-4", "PCI DSS 7.2.1",
    ),
    types=(CLUSTER_ROLE_BINDING,),
    reads=(CLUSTER_ROLE,),
    check=check,
)  # fmt: skip
