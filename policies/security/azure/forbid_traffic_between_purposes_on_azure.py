"""Machines that train and those that serve have subnets of their own, and neither's security group lets the other in.

Whose a subnet is tells the agent pool in it, which says its purpose by a tag.
"""

from collections.abc import Iterator, Mapping

from pulumi_policy import Severity

from policies.judge.peers_of_azure import is_a, texts
from policies.judge.purposes import PURPOSES, are_apart, named_by
from policies.judge.ranges import lies_in, meet
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.serving import PURPOSE
from policies.judge.types_of_azure import GROUP, GROUP_RULE, POOL, SUBNET
from policies.judge.unknown import each

NETWORK = ("*", "any", "virtualnetwork")
"""Azure's words for peers among whom the network's own machines are, in lower case."""
WAYS = {"Inbound": "source", "Outbound": "destination"}
OTHER_ENDS = {"source": "destination", "destination": "source"}


def check(stack: Stack, group: Resource) -> Iterator[str]:
    """Find rules that let those in, or out to those, who have another purpose, and that no rule before them denies."""
    subnets = _subnets(stack)
    own = [(subnet, purpose) for subnet, purpose in subnets if _has(stack, subnet, group)]
    purposes = {purpose for _, purpose in own}
    if own:
        own_ranges = [one for subnet, _ in own for one in _ranges(subnet)]
        others = [(subnet, purpose) for subnet, purpose in subnets if are_apart(purposes, {purpose})]
        rules = [*group.parts("securityRules"), *stack.about(group, GROUP_RULE, "networkSecurityGroupName")]
        yield from each(rules, lambda rule: _of_rule(own_ranges, others, rules, rule))


def _subnets(stack: Stack) -> list[tuple[Resource, str]]:
    """Return the subnets with what the machines in each are for."""
    return [
        (subnet, purpose)
        for pool in stack.of_type(POOL)
        if (purpose := pool.part("tags").get(PURPOSE)) in PURPOSES
        for subnet in named_by(stack, pool, "vnetSubnetID", SUBNET)
    ]


def _has(stack: Stack, subnet: Resource, group: Resource) -> bool:
    named = named_by(stack, subnet, "networkSecurityGroup.id", GROUP)
    return any(each.urn == group.urn for each in named)


def _ranges(subnet: Resource) -> list[str]:
    return texts(subnet, "addressPrefix", "addressPrefixes")


def _of_rule(
    own_ranges: list[str], others: list[tuple[Resource, str]], rules: list[Resource], rule: Resource
) -> Iterator[str]:
    for direction, end in WAYS.items():
        for subnet, purpose in others if is_a(rule, "Allow", direction) else ():
            ranges = _ranges(subnet)
            if not _meets(rule, end, ranges):
                continue
            ends = {end: ranges, OTHER_ENDS[end]: own_ranges}
            if not any(_denies(other, direction, ends, rule) for other in rules):
                yield f'{_name(rule)} lets {direction.lower()} "{subnet.name}", whose machines are for {purpose}'
                return


def _name(rule: Resource) -> str:
    return rule.way or f'"{rule.name}"'


def _meets(rule: Resource, end: str, ranges: list[str]) -> bool:
    return any(
        peer.lower() in NETWORK or any(meet(peer, each) for each in ranges) for peer in _peers(rule, end)
    )


def _denies(other: Resource, direction: str, ends: Mapping[str, list[str]], rule: Resource) -> bool:
    """Tell whether a rule comes before another and denies everything between the ranges at its two ends."""
    is_before = is_a(other, "Deny", direction) and float(other.get("priority")) < float(rule.get("priority"))
    is_whole = other.get("protocol") == "*" and all("*" in _ports(other, end) for end in ends)
    return is_before and is_whole and all(_covers(other, end, ranges) for end, ranges in ends.items())


def _covers(rule: Resource, end: str, ranges: list[str]) -> bool:
    peers = [peer.lower() for peer in _peers(rule, end)]
    return all(any(peer in NETWORK or lies_in(each, peer) for peer in peers) for each in ranges)


def _peers(rule: Resource, end: str) -> list[str]:
    return texts(rule, f"{end}AddressPrefix", f"{end}AddressPrefixes")


def _ports(rule: Resource, end: str) -> list[str]:
    return texts(rule, f"{end}PortRange", f"{end}PortRanges")


RULE = StackRule(
    name="forbid-traffic-between-purposes-on-azure",
    promise="At Azure no machine that trains is reached by one that serves, nor the other way round.",
    severity=Severity.CRITICAL,
    remedy="name no range of the other purpose's subnets in the rules of a subnet's security group, nor VirtualNetwork",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1", "SOC 2 CC6.6"),
    types=(GROUP,),
    reads=(GROUP_RULE, SUBNET, POOL),
    check=check,
)
