"""What was gathered from a cluster, as the tests of checks and of the platform need it."""

from typing import Any

from components.kubernetes.access import Access
from components.kubernetes.gathering import Inventory, StorageFacts
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import kubernetes_plan, six_nodes

OURS = {"app.kubernetes.io/managed-by": "groundplan", "groundplan-plan": "atlas"}
STORAGE = StorageFacts(name="standard", driver="ebs.csi.aws.com", parameters={"type": "gp3"})


def topology(**changed: Any) -> Topology:
    """Return the topology of the small plan on six nodes."""
    return resolve(kubernetes_plan(**changed), six_nodes())


def gathered(**changed: Any) -> Inventory:
    """Return a cluster that lacks nothing, with what the test changes."""
    api: Any = None
    access = Access(api=api, kubeconfig="the whole kubeconfig", context="here", server="https://192.0.2.1")
    usual: dict[str, Any] = {
        "facts": six_nodes(), "access": access, "identity": "the-cluster", "version": "v1.34.1", "kinds": {},
        "namespaces": {"kube-system": {}}, "storage": STORAGE, "api_cidrs": ("192.0.2.1/32",), "missing_rights": (),
    }  # fmt: skip
    return Inventory(**{**usual, **changed})
