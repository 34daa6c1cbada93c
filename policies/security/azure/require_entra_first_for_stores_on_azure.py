"""Tools ask for a storage account of Azure with the right of a person, where they would else take its keys."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

RULE = ResourceRule(
    name="require-entra-first-for-stores-on-azure",
    promise="Who opens a storage account of Azure does so with rights of their own, also in the portal.",
    severity=Severity.LOW,
    remedy="set defaultToOAuthAuthentication to true",
    references=("CIS Azure Foundations 9.3.3.1", "NIST SP 800-53 AC-3", "NIST SP 800-53 IA-2"),
    types=(STORE,),
    check=is_true("defaultToOAuthAuthentication"),
    mended=lambda store: {**store, "defaultToOAuthAuthentication": True},
)
