"""A machine of Azure has no address in the internet."""

from pulumi_policy import Severity

from policies.judge.asking import absent, every, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import INTERFACE
from policies.judge.unknown import together

RULE = ResourceRule(
    name="forbid-public-machines-on-azure",
    promise="No network interface of Azure has a public address, or forwards what is not for it.",
    severity=Severity.HIGH,
    remedy=(
        "leave publicIPAddress of the ipConfigurations and enableIPForwarding away; go through a load "
        "balancer, a bastion or a peered network"
    ),
    references=("CIS Azure Foundations 7.7", "NIST SP 800-53 SC-7", "PCI DSS 1.4.1"),
    types=(INTERFACE,),
    check=together(
        every("ipConfigurations", absent("publicIPAddress", "no public address")),
        is_not_true("enableIPForwarding"),
    ),
)
