"""Traffic leaves a network by routes that somebody wrote: the default one leads to the internet."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import NETWORK

RULE = ResourceRule(
    name="require-own-routes-on-gcp",
    promise="No network of Google Cloud keeps the default route to the internet.",
    severity=Severity.MEDIUM,
    remedy="set deleteDefaultRoutesOnCreate to true, and make the routes that are needed",
    references=("NIST SP 800-53 SC-7(5)", "PCI DSS 1.3.2"),
    types=(NETWORK,),
    check=is_true("deleteDefaultRoutesOnCreate"),
)
