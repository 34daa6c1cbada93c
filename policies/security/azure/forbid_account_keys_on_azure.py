"""The keys of a storage account of Azure open everything in it, to whoever has them, and name nobody in a log."""

from pulumi_policy import Severity

from policies.judge.asking import is_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

# Absent is yes ("Prevent Shared Key authorization").

RULE = ResourceRule(
    name="forbid-account-keys-on-azure",
    promise="Nobody comes into a storage account of Azure with its keys.",
    severity=Severity.HIGH,
    remedy="set allowSharedKeyAccess to false, and grant the right roles to identities",
    references=(
        "CIS Azure Foundations 9.3.1.3",
        "NIST SP 800-53 IA-2",
        "NIST SP 800-53 AC-6",
        "PCI DSS 8.2.2",
    ),
    types=(STORE,),
    check=is_false("allowSharedKeyAccess"),
)
