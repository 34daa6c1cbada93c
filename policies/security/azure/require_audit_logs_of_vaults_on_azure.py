"""Who used which key of a vault of Azure can be found out later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.logs_of_azure import ALL, logged
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import DIAGNOSTICS, VAULT

ENOUGH = frozenset({ALL, "audit", "AuditEvent"})


def check(stack: Stack, vault: Resource) -> Iterator[str]:
    """Find vaults whose use is not logged."""
    if not logged(stack, vault) & ENOUGH:
        yield f"no {DIAGNOSTICS} keeps its AuditEvent"


RULE = StackRule(
    name="require-audit-logs-of-vaults-on-azure",
    promise="Every vault of Azure logs each use of its keys.",
    severity=Severity.HIGH,
    remedy=(
        "make a DiagnosticSetting for the vault, with the category group audit or allLogs and a place to "
        "keep them"
    ),
    references=(
        "CIS Azure Foundations 6.1.1.4",
        "NIST SP 800-53 AU-2",
        "NIST SP 800-53 AU-12",
        "PCI DSS 10.2.1",
        "HIPAA 164.312(b)",
    ),
    types=(VAULT,),
    reads=(DIAGNOSTICS,),
    check=check,
)
