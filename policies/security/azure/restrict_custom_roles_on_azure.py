"""A role of one's own names what it may do: a star takes in what Azure adds next year."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule


def named(permission: Resource) -> Iterator[str]:
    """Find actions that are a star, or that grant."""
    for key in ("actions", "dataActions"):
        for action in permission.parts(key):
            if action.value == "*" or str(action.value).lower().startswith(
                ("*/", "microsoft.authorization/*")
            ):
                yield f"{action.way} is {shown(action.value)}; allowed: actions that are named"


RULE = ResourceRule(
    name="restrict-custom-roles-on-azure",
    promise="No role of Azure that a program makes may everything.",
    severity=Severity.HIGH,
    remedy="name the actions in permissions, or take a built-in role",
    references=("CIS Azure Foundations 5.4", "NIST SP 800-53 AC-6", "PCI DSS 7.2.2"),
    types=("azure-native:authorization:RoleDefinition",),
    check=every("permissions", named),
)
