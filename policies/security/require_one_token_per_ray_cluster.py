"""All nodes of a Ray cluster share one token, and no two clusters share theirs."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.security.hosts_types import RAYLET


def check(stack: Stack, raylet: Resource) -> Iterator[str]:
    """Compare a node with the first of its cluster, and firsts with one another. Never shows a token.

    A node without any token is what require-token-on-ray-nodes reports.
    """
    cluster, token = str(raylet.get("cluster")), raylet.get("token")
    if token is None:
        return
    firsts = _first_node_of_each_cluster(stack)
    if firsts[cluster].urn != raylet.urn:
        if firsts[cluster].get("token") != token:
            yield f'token differs from that of {firsts[cluster].where} in the same cluster "{cluster}"'
        return
    for other_cluster, first in firsts.items():
        if other_cluster < cluster and first.get("token") == token:
            yield f'token of cluster "{cluster}" is that of cluster "{other_cluster}" too ({first.where})'


def _first_node_of_each_cluster(stack: Stack) -> dict[str, Resource]:
    firsts: dict[str, Resource] = {}
    for raylet in stack.of_type(RAYLET):
        firsts.setdefault(str(raylet.get("cluster")), raylet)
    return firsts


RULE = StackRule(
    name="require-one-token-per-ray-cluster",
    promise="All nodes of a Ray cluster share one token, and no two clusters share theirs.",
    severity=Severity.HIGH,
    remedy="make one hosts:Secret per cluster; give its value to every node of that cluster and to no other",
    references=("NIST SP 800-53 IA-5", "NIST SP 800-53 AC-4"),
    types=(RAYLET,),
    check=check,
)
