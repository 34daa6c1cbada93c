"""No machine of Azure goes out through an address that nobody chose and nobody can name to a partner."""

from pulumi_policy import Severity

from policies.judge.asking import is_false, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import NETWORK, SUBNET, SUBNETS

# Absent is yes, in the version of the interface that this SDK speaks ("Default outbound access").

RULE = ResourceRule(
    name="forbid-default-outbound-on-azure",
    promise="No subnet of Azure has the way out that Azure gives unasked.",
    severity=Severity.MEDIUM,
    remedy="set defaultOutboundAccess to false, and give a subnet that calls out a NAT gateway or a route",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.3.2"),
    types=(SUBNET, NETWORK),
    check=wherever(SUBNETS, is_false("defaultOutboundAccess")),
)
