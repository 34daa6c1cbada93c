"""A rule that refuses comes before those that allow: the lowest number decides."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.ranges import EVERYWHERE
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import FIREWALL

DEFAULT_PRIORITY = 1000
"""Compute Engine's, where none is said."""
RANGES = ("sourceRanges", "destinationRanges")


def check(stack: Stack, firewall: Resource) -> Iterator[str]:
    """Find denials that do not hold; the one of everything is meant to come last."""
    if not firewall.get("denies"):
        return
    yield from is_not_true("disabled")(firewall)
    if any(element.value in EVERYWHERE for key in RANGES for element in firewall.parts(key)):
        return
    own = priority(firewall)
    for other in stack.of_type(FIREWALL):
        if other.get("allows") and is_beside(other, firewall) and priority(other) <= own:
            yield f'priority is {own:g}; allowed: below {priority(other):g}, that of "{other.name}", which allows'
            return


def is_beside(other: Resource, firewall: Resource) -> bool:
    """Tell whether two rules are about the same traffic."""
    same_way = (other.get("direction") or "INGRESS") == (firewall.get("direction") or "INGRESS")
    return same_way and is_in_same_network(other, firewall)


def is_in_same_network(other: Resource, firewall: Resource) -> bool:
    """Tell whether two rules are of one network: where its id comes from is known at preview too."""
    comes_from = firewall.refers_to.get("network")
    if comes_from:
        return other.refers_to.get("network") == comes_from
    return bool(other.get("network") == firewall.get("network"))


def priority(firewall: Resource) -> float:
    """Return the number by which rules are ordered."""
    said = firewall.get("priority")
    return DEFAULT_PRIORITY if said is None else float(said)


RULE = StackRule(
    name="require-effective-denials-on-gcp",
    promise="No denial of a firewall of Google Cloud is switched off or overtaken by a rule that allows.",
    severity=Severity.HIGH,
    remedy="remove disabled, and give it a lower priority number than every rule of its direction that allows",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=(FIREWALL,),
    reads=(FIREWALL,),
    check=check,
)
