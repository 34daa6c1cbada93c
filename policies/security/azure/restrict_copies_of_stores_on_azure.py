"""Objects of a storage account of Azure are not copied to somebody else's account."""

from pulumi_policy import Severity

from policies.judge.asking import equals, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE
from policies.judge.unknown import together

RULE = ResourceRule(
    name="restrict-copies-of-stores-on-azure",
    promise="Nothing is copied from a storage account of Azure to another tenant.",
    severity=Severity.MEDIUM,
    remedy="set allowedCopyScope to PrivateLink or AAD, and leave allowCrossTenantReplication away",
    references=("CIS Azure Foundations 9.3.7", "NIST SP 800-53 AC-4"),
    types=(STORE,),
    check=together(
        equals("allowedCopyScope", "PrivateLink", "AAD"),
        is_not_true("allowCrossTenantReplication"),
    ),
)
