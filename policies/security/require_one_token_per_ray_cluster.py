"""All nodes of a Ray cluster share one token, and no two clusters share theirs."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.security.hosts import RAYLET, SANDBOX, sandboxes_of


def check(stack: Stack, raylet: Resource) -> Iterator[str]:
    """Compare a node's token with that of its cluster's first, and firsts with one another. Shows no token.

    A node's token lies in its sandbox; that there is one is for other rules.
    """
    cluster, token = str(raylet.get("cluster")), _token(stack, raylet)
    if token is None:
        return
    firsts = _first_node_of_each_cluster(stack)
    if firsts[cluster].urn != raylet.urn:
        if _token(stack, firsts[cluster]) != token:
            yield f'token differs from that of {firsts[cluster].where} in the same cluster "{cluster}"'
        return
    for other_cluster, first in firsts.items():
        if other_cluster < cluster and _token(stack, first) == token:
            yield f'token of cluster "{cluster}" is that of cluster "{other_cluster}" too ({first.where})'


def _token(stack: Stack, raylet: Resource) -> str | None:
    tokens = [sandbox.get("token") for sandbox in sandboxes_of(stack, raylet)]
    return tokens[0] if tokens else None


def _first_node_of_each_cluster(stack: Stack) -> dict[str, Resource]:
    firsts: dict[str, Resource] = {}
    for raylet in stack.of_type(RAYLET):
        firsts.setdefault(str(raylet.get("cluster")), raylet)
    return firsts


RULE = StackRule(
    name="require-one-token-per-ray-cluster",
    promise="All nodes of a Ray cluster share one token, and no two clusters share theirs.",
    severity=Severity.HIGH,
    remedy="make one hosts:Secret per cluster; give its value to the sandboxes of that cluster and to no other",
    references=("NIST SP 800-53 IA-5", "NIST SP 800-53 AC-4"),
    types=(RAYLET,),
    reads=(SANDBOX,),
    check=check,
)
