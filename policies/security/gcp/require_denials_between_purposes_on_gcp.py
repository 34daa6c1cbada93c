"""A denial keeps training and serving apart, and comes before the rules that GKE makes of its own.

Those let all nodes and pods of a cluster reach each other, so that naming nobody of the other purpose is not enough.
Whose a subnet is tells the node pool in it: its label names a Ray cluster, and the cluster's namespace its purpose.
"""

from collections.abc import Iterator
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
FROM, TO = "sourceRanges", "destinationRanges"
NARROWER = ("sourceTags", "sourceServiceAccounts", "targetTags", "targetServiceAccounts")


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find ways between purposes that are not denied, or are allowed before they are denied."""
    ranges = _ranges(stack, network)
    rules = [rule for rule in stack.about(network, FIREWALL, "network") if _is_inwards(rule)]
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


def _is_denied(rules: list[Resource], source: str, destination: str) -> bool:
    denials = [_priority(rule) for rule in rules if _denies(rule, source, destination)]
    allowed = [_priority(rule) for rule in rules if _allows(rule, source, destination)]
    first = min(denials, default=FIRST_OF_GKE)
    return first < FIRST_OF_GKE and all(first <= each for each in allowed)


def _priority(rule: Resource) -> float:
    said = rule.get("priority")
    return FIRST_OF_GKE if said is None else float(said)


def _denies(rule: Resource, source: str, destination: str) -> bool:
    is_whole = any(each.get("protocol") == "all" for each in rule.parts("denies"))
    is_for_all = not any(rule.get(key) for key in NARROWER)
    return is_whole and is_for_all and _holds(rule, FROM, source) and _holds(rule, TO, destination)


def _allows(rule: Resource, source: str, destination: str) -> bool:
    return bool(rule.parts("allows")) and _meets(rule, FROM, source) and _meets(rule, TO, destination)


def _holds(rule: Resource, key: str, addresses: str) -> bool:
    named = [each.value for each in rule.parts(key)]
    return any(lies_in(addresses, each) for each in named) or (key == TO and not named)


def _meets(rule: Resource, key: str, addresses: str) -> bool:
    named = [each.value for each in rule.parts(key)]
    return any(meet(addresses, each) for each in named) or not named


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
