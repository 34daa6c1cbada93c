"""A subnet gives out no addresses of the internet, which IPv6 ones are from the first packet on."""

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import SUBNET

RULE = ResourceRule(
    name="forbid-public-ipv6-on-gcp",
    promise="No subnet of Google Cloud gives machines public addresses.",
    severity=Severity.HIGH,
    remedy="set ipv6AccessType to INTERNAL, or stackType to IPV4_ONLY",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(SUBNET,),
    check=differs("ipv6AccessType", "EXTERNAL"),
)
