"""A storage account of Azure denies who is not named, so that a public address that comes back opens nothing."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, every
from policies.judge.ranges import range_of
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import STORE
from policies.judge.unknown import together

LEAST_BITS = Setting(
    name="least-bits",
    says="the shortest prefix of a range that a storage account may name, in bits",
    default=24,
    schema={"type": "integer", "minimum": 8, "maximum": 32},
)


def not_wide(rule: Resource) -> Iterator[str]:
    """Find a range that is wider than the setting; a single address is not."""
    if range_of(rule.inner(rule.place("value"), rule.get("value"))).prefixlen < rule.said(LEAST_BITS):
        yield f"{rule.place('value')} is {rule.show('value')}; allowed: /{rule.said(LEAST_BITS)} or narrower"


RULE = ResourceRule(
    name="require-denied-network-of-stores-on-azure",
    promise="Every storage account of Azure denies networks that it does not name.",
    severity=Severity.HIGH,
    remedy="set networkRuleSet.defaultAction to Deny, and name no wide range in ipRules",
    references=("CIS Azure Foundations 9.3.2.3", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=(STORE,),
    settings=(LEAST_BITS,),
    check=together(equals("networkRuleSet.defaultAction", "Deny"), every("networkRuleSet.ipRules", not_wide)),
)
