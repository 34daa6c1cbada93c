"""A machine that opens many connections gets more ports: pulling images and reading shards ends at a few dozen else."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import NAT

RULE = ResourceRule(
    name="require-dynamic-ports-of-nat-on-gcp",
    promise="Every gateway of Cloud NAT gives busy machines more ports.",
    severity=Severity.LOW,
    remedy="set enableDynamicPortAllocation to true, and enableEndpointIndependentMapping to false",
    references=("NIST SP 800-53 SC-5", "SOC 2 A1.1"),
    types=(NAT,),
    check=is_true("enableDynamicPortAllocation"),
)
