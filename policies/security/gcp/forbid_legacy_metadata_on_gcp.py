"""The metadata server answers only to who asks in the way that no redirected request can."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, only_where
from policies.judge.nodes_of_gke import of_nodes
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

RULE = ResourceRule(
    name="forbid-legacy-metadata-on-gcp",
    promise="No node of GKE serves the old metadata endpoints.",
    severity=Severity.HIGH,
    remedy='set nodeConfig.metadata disable-legacy-endpoints to "true"',
    references=("NIST SP 800-53 CM-7",),
    types=(CLUSTER, NODE_POOL),
    check=of_nodes(
        only_where(
            lambda node: node.get("metadata") is not None, is_true("metadata.disable-legacy-endpoints")
        )
    ),
)
