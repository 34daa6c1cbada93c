"""A denial keeps training and serving apart, and comes before the rules that GKE makes of its own.

Those let all nodes and pods of a cluster reach each other, so that naming nobody of the other purpose is not enough.
Whose a subnet is tells the node pool in it: its label names a Ray cluster, and the cluster's namespace its purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from pulumi_policy import Severity

from policies.judge.purposes import CLUSTER, PURPOSES, named_by, purposes_by
from policies.judge.ranges import lies_in, meet
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import FIREWALL, NETWORK, NODE_POOL, SUBNET
from policies.judge.types_of_kubernetes import NAMESPACE

FIRST_OF_GKE = 1000
"""The priority of what GKE makes ("Automatically created firewall rules"), and of a rule that names none."""
NARROWER = ("sourceTags", "sourceServiceAccounts", "targetTags", "targetServiceAccounts")


@dataclass(frozen=True)
class _Rule:
    """A rule for what comes in: its priority, its ranges, and whether it denies everything, or allows something."""

    priority: float
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    denies_all: bool
    allows: bool


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find ways between purposes that are not denied, or are allowed before they are denied."""
    ranges = _ranges(stack, network)
    rules = [_read(rule) for rule in stack.about(network, FIREWALL, "network") if _is_inwards(rule)]
    for source, destination in (PURPOSES, PURPOSES[::-1]):
        ways = product(ranges[source], ranges[destination])
        if way := next((each for each in ways if not _is_denied(rules, *each)), None):
            yield f"{way[0]} of {source} reaches {way[1]} of {destination}: no denial of it comes first"


def _ranges(stack: Stack, network: Resource) -> dict[str, list[str]]:
    """Return the ranges of machines and pods of each purpose."""
    found: dict[str, list[str]] = {purpose: [] for purpose in PURPOSES}
    purposes = purposes_by(stack, f"metadata.labels.{CLUSTER}")
    inside = {subnet.urn for subnet in stack.about(network, SUBNET, "network")}
    for pool in stack.of_type(NODE_POOL):
        purpose = purposes.get(pool.part("nodeConfig").part("labels").get(CLUSTER))
        if purpose is None:
            continue
        for subnet in named_by(stack, pool, "networkConfig.subnetwork", SUBNET):
            if subnet.urn in inside:
                found[purpose] += [each for each in _own_ranges(subnet) if each not in found[purpose]]
    return found


def _own_ranges(subnet: Resource) -> list[str]:
    return [each.get("ipCidrRange") for each in (subnet, *subnet.parts("secondaryIpRanges"))]


def _is_inwards(rule: Resource) -> bool:
    return (rule.get("direction") or "INGRESS") == "INGRESS" and not rule.get("disabled")


def _read(rule: Resource) -> _Rule:
    said = rule.get("priority")
    is_whole = any(each.get("protocol") == "all" for each in rule.parts("denies"))
    return _Rule(
        priority=FIRST_OF_GKE if said is None else float(said),
        sources=tuple(each.value for each in rule.parts("sourceRanges")),
        destinations=tuple(each.value for each in rule.parts("destinationRanges")),
        denies_all=is_whole and not any(rule.get(key) for key in NARROWER),
        allows=bool(rule.parts("allows")),
    )


def _is_denied(rules: list[_Rule], source: str, destination: str) -> bool:
    denials = [rule.priority for rule in rules if rule.denies_all and _holds(rule, source, destination)]
    allowed = [rule.priority for rule in rules if rule.allows and _meets(rule, source, destination)]
    first = min(denials, default=FIRST_OF_GKE)
    return first < FIRST_OF_GKE and all(first <= each for each in allowed)


def _holds(rule: _Rule, source: str, destination: str) -> bool:
    there = not rule.destinations or any(lies_in(destination, each) for each in rule.destinations)
    return there and any(lies_in(source, each) for each in rule.sources)


def _meets(rule: _Rule, source: str, destination: str) -> bool:
    ends = ((rule.sources, source), (rule.destinations, destination))
    return all(not named or any(meet(addresses, each) for each in named) for named, addresses in ends)


RULE = StackRule(
    name="require-denials-between-purposes-on-gcp",
    promise="In Google Cloud a denial before all other rules keeps machines and pods of training and serving apart.",
    severity=Severity.CRITICAL,
    remedy="deny all protocols from the ranges of each purpose to those of the other, by a priority below 1000",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1", "SOC 2 CC6.6"),
    types=(NETWORK,),
    reads=(FIREWALL, SUBNET, NODE_POOL, NAMESPACE),
    check=check,
)
