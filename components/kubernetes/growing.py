"""Whether something gives a cluster more nodes when pods find no room: then room that lacks is no reason to refuse."""

from __future__ import annotations

from collections.abc import Container

from components.kubernetes.access import Access, Missing
from components.kubernetes.rights import Right

KARPENTER = ("nodepools.karpenter.sh", "provisioners.karpenter.sh")
STATUS = "/api/v1/namespaces/kube-system/configmaps/cluster-autoscaler-status"
"""Where the cluster autoscaler writes what it does, that of GKE and of AKS as well (its --write-status-configmap)."""
ASKED: Right = ("get", "", "configmaps")


def grows(access: Access, kinds: Container[str], missing: Container[Right]) -> bool:
    """Return whether a cluster with these kinds has an autoscaler of nodes. Raises NoCluster with one sentence."""
    if any(kind in kinds for kind in KARPENTER):
        return True
    if ASKED in missing:
        return False
    try:
        access.get(STATUS)
    except Missing:
        return False
    return True
