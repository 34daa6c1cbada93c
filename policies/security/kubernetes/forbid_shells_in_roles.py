"""Nobody gets into running pods by a role of the stack: who does has all that the pod has."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.resource import Resource
from policies.judge.role_rules import allows
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE, ROLE

SHELLS = ("pods/exec", "pods/attach", "pods/ephemeralcontainers")


def check(rule: Resource) -> Iterator[str]:
    """Find rights to run programs in pods of others."""
    for resource in SHELLS:
        if allows(rule, resource, ("get", "create", "update", "patch")):
            yield f"{rule.way} opens {resource}"


RULE = ResourceRule(
    name="forbid-shells-in-roles",
    promise="No role opens a shell in a running pod.",
    severity=Severity.HIGH,
    remedy="read logs and metrics instead; give the right to a person, for the time of an incident, outside the stack",
    references=(
        "NIST SP 800-53 AC-6(1)",
        "NIST SP 800-53 AC-17",
        "PCI DSS 7.2.2",
        "NSA/CISA Kubernetes Hardening: Role-based access control",
    ),
    types=(ROLE, CLUSTER_ROLE),
    check=every("rules", check),
)  # fmt: skip
