"""Who may use the keys of a vault of Azure is said by roles, one key at a time, and where everything is said."""

from pulumi_policy import Severity

from policies.judge.asking import absent, inside, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import VAULT

# Absent is no: the policies of the vault decide then, each about all of its keys or none.

RULE = ResourceRule(
    name="require-rbac-of-vaults-on-azure",
    promise="Every vault of Azure grants by roles.",
    severity=Severity.HIGH,
    remedy="set properties.enableRbacAuthorization to true, and leave accessPolicies away",
    references=("CIS Azure Foundations 8.3.6", "NIST SP 800-53 AC-3", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1"),
    types=(VAULT,),
    check=inside(
        "properties",
        is_true("enableRbacAuthorization"),
        absent("accessPolicies", "no policy, which roles replace"),
    ),
)
