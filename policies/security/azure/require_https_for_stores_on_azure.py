"""A storage account of Azure takes no connection that anybody on the way could read."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

RULE = ResourceRule(
    name="require-https-for-stores-on-azure",
    promise="No storage account of Azure takes plain HTTP.",
    severity=Severity.HIGH,
    remedy="leave enableHttpsTrafficOnly away, or set it to true",
    references=("CIS Azure Foundations 9.3.4", "NIST SP 800-53 SC-8", "PCI DSS 4.2.1", "HIPAA 164.312(e)(1)"),
    types=(STORE,),
    check=is_not_false("enableHttpsTrafficOnly"),
    mended=lambda store: {**store, "enableHttpsTrafficOnly": True},
)
