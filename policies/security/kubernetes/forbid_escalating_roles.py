"""No role allows what gives its owner other people's rights."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.resource import Resource
from policies.judge.role_rules import allows, values_of
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE, ROLE

ESCALATING = ("escalate", "bind", "impersonate", "approve", "sign")
# Kubernetes, "Role Based Access Control Good Practices": privilege escalation risks.
RESOURCES = (
    ("nodes/proxy", ("get", "create")), ("serviceaccounts/token", ("create",)),
    ("certificatesigningrequests/approval", ("update", "patch")), ("persistentvolumes", ("create",)),
)  # fmt: skip


def check(rule: Resource) -> Iterator[str]:
    """Find verbs that give rights, and resources that do."""
    for verb in values_of(rule, "verbs"):
        if verb in ESCALATING:
            yield f'{rule.place("verbs")} holds "{verb}"'
    for resource, verbs in RESOURCES:
        if allows(rule, resource, verbs):
            yield f"{rule.way} allows {' or '.join(verbs)} on {resource}"


RULE = ResourceRule(
    name="forbid-escalating-roles",
    promise="No role lets its owner take rights that it does not name.",
    severity=Severity.CRITICAL,
    remedy="remove escalate, bind, impersonate, approve and sign, and the resources by which a token or a node is had",
    references=(
        "CIS Kubernetes 5.1.8", "CIS Kubernetes 5.1.9", "CIS Kubernetes 5.1.10", "CIS Kubernetes 5.1.11",
        "CIS Kubernetes 5.1.13", "CIS EKS 4.1.8", "NIST SP 800-53 AC-6(10)",
    ),
    types=(ROLE, CLUSTER_ROLE),
    check=every("rules", check),
)  # fmt: skip
