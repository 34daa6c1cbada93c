"""Keys and logs of production of Azure are not deleted past the engine either, by a person in the portal."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, in_production
from policies.judge.logs_of_azure import holds_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, STORE, VAULT
from policies.judge.unknown import each

LOCK = "azure-native:authorization:ManagementLockByScope"
is_of_production = in_production("tags")


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find what no lock holds; of storage accounts only that of logs, since a lock holds all that lies below."""
    if not is_of_production(accused) or (accused.type == STORE and not holds_logs(stack, accused)):
        return
    locks = stack.about(accused, LOCK, "scope")
    if not locks:
        yield f"no {LOCK} holds it"
    yield from each(locks, equals("level", "CanNotDelete", "ReadOnly"))


RULE = StackRule(
    name="require-locks-on-azure",
    promise="Every vault of production of Azure, and every account of logs, is locked.",
    severity=Severity.MEDIUM,
    remedy="make a ManagementLockByScope with its id as scope and the level CanNotDelete",
    references=("CIS Azure Foundations 6.2", "NIST SP 800-53 CP-9", "NIST SP 800-53 AU-9"),
    types=(VAULT, STORE),
    reads=(LOCK, DIAGNOSTICS, FLOW_LOG),
    check=check,
)
