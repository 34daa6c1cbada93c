"""A vault of Azure, and each key in it, comes back after it was deleted, whoever wanted it gone."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import VAULT

RULE = ResourceRule(
    name="require-purge-protection-on-azure",
    promise="Nobody can delete a vault of Azure for good before its time.",
    severity=Severity.HIGH,
    remedy="set properties.enablePurgeProtection to true; it cannot be taken back",
    references=("CIS Azure Foundations 8.3.5", "NIST SP 800-53 CP-9", "NIST SP 800-53 SC-12(1)"),
    types=(VAULT,),
    check=is_true("properties.enablePurgeProtection"),
)
