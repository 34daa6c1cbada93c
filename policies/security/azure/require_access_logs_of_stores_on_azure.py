"""Who read, wrote and deleted what in a storage account of Azure can be found out later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.logs_of_azure import ALL, is_for_logs, logged
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import DIAGNOSTICS, FLOW_LOG, STORE

WANTED = frozenset({"StorageRead", "StorageWrite", "StorageDelete"})
GROUPS = frozenset({ALL, "audit"})


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Find accounts whose use is not logged; an account that keeps logs would log its own log, without end."""
    if is_for_logs(stack, store):
        return
    kept = logged(stack, store)
    if not kept & GROUPS and not kept >= WANTED:
        yield f"no {DIAGNOSTICS} keeps {', '.join(sorted(WANTED - kept))} of it"


RULE = StackRule(
    name="require-access-logs-of-stores-on-azure",
    promise="Every storage account of Azure logs who reads, writes and deletes its objects.",
    severity=Severity.MEDIUM,
    remedy=(
        "make a DiagnosticSetting for <account>/blobServices/default, with the category group allLogs and "
        "a place to keep them"
    ),
    references=(
        "CIS Azure Foundations 6.1.4",
        "NIST SP 800-53 AU-2",
        "NIST SP 800-53 AU-12",
        "PCI DSS 10.2.1",
        "HIPAA 164.312(b)",
    ),
    types=(STORE,),
    reads=(DIAGNOSTICS, FLOW_LOG),
    check=check,
)
