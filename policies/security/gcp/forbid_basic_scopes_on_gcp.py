"""What a machine may do is told by the roles of its account: old scopes hide some of it, and look like rights."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.nodes_of_gke import of_nodes
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
"""The one that leaves it to IAM, as Google advises."""


def check(node: Resource) -> Iterator[str]:
    """Find other scopes."""
    for element in node.parts("oauthScopes"):
        if element.value != SCOPE:
            yield f"{element.way} is {shown(element.value)}; allowed: {SCOPE}"


RULE = ResourceRule(
    name="forbid-basic-scopes-on-gcp",
    promise="No node of GKE has scopes beside its roles.",
    severity=Severity.LOW,
    remedy="set nodeConfig.oauthScopes to cloud-platform alone, and give the account few roles",
    references=("NIST SP 800-53 AC-6",),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(check),
)
