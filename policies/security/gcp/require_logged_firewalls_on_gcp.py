"""What a firewall refuses, and what it lets out into the internet, is written down."""

from pulumi_policy import Severity

from policies.judge.asking import equals, only_where
from policies.judge.ranges import EVERYWHERE
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import FIREWALL


def is_worth_it(firewall: Resource) -> bool:
    """Tell whether a rule refuses, or is about the whole internet: those within the network have flow logs."""
    ranges = [*firewall.parts("sourceRanges"), *firewall.parts("destinationRanges")]
    return bool(firewall.get("denies")) or any(element.value in EVERYWHERE for element in ranges)


RULE = ResourceRule(
    name="require-logged-firewalls-on-gcp",
    promise="Every firewall of Google Cloud that refuses, or is about the internet, logs.",
    severity=Severity.MEDIUM,
    remedy="set logConfig.metadata to INCLUDE_ALL_METADATA",
    references=("NIST SP 800-53 AU-12", "PCI DSS 10.2.1"),
    types=(FIREWALL,),
    check=only_where(is_worth_it, equals("logConfig.metadata", "INCLUDE_ALL_METADATA")),
    mended=lambda firewall: {**firewall, "logConfig": {"metadata": "INCLUDE_ALL_METADATA"}},
)
