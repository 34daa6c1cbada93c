"""A public address of Azure is closed until a security group opens it, and stays the same."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import ADDRESS
from policies.judge.unknown import together

# Absent is Basic, which lets everything in, and which Azure takes no more since September 2025.

RULE = ResourceRule(
    name="require-standard-addresses-on-azure",
    promise="Every public address of Azure has the SKU Standard.",
    severity=Severity.MEDIUM,
    remedy="set sku.name to Standard and publicIPAllocationMethod to Static",
    references=("NIST SP 800-53 SC-7", "CIS Azure Foundations 6.1.5"),
    types=(ADDRESS,),
    check=together(
        equals("sku.name", "Standard", "StandardV2"),
        equals("publicIPAllocationMethod", "Static"),
    ),
)
