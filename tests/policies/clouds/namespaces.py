"""The namespaces of the examples' clusters: every platform's services declare them, a cloud's components do not."""

from components.topology.names import namespace_name
from policies.judge.types_of_kubernetes import NAMESPACE
from tests.policies.breach import Added

PLAN = "atlas"
PURPOSES = {"train": "training", "serve": "serving"}
"""Cluster -> its purpose."""


def _namespace(cluster: str, purpose: str) -> Added:
    name = namespace_name(PLAN, cluster)
    labels = {"groundplan-plan": PLAN, "groundplan-cluster": cluster, "groundplan-purpose": purpose}
    metadata = {"name": name, "labels": labels}
    return Added(
        type=NAMESPACE,
        name=f"namespace-{name}",
        inputs={"apiVersion": "v1", "kind": "Namespace", "metadata": metadata},
    )


NAMESPACES = tuple(_namespace(cluster, purpose) for cluster, purpose in PURPOSES.items())
