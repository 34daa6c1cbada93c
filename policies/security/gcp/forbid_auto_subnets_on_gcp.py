"""A network has the subnets that somebody planned, and none in each of Google's regions."""

from pulumi_policy import Severity

from policies.judge.asking import is_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import NETWORK

RULE = ResourceRule(
    name="forbid-auto-subnets-on-gcp",
    promise="No network of Google Cloud makes subnets by itself.",
    severity=Severity.MEDIUM,
    remedy="set autoCreateSubnetworks to false, and make the subnets that are needed",
    references=("NIST SP 800-53 SC-7",),
    types=(NETWORK,),
    check=is_false("autoCreateSubnetworks"),
)
