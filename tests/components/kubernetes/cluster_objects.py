"""Objects of a cluster as its API server shows them, with what a test says of them."""

from typing import Any

from components.kubernetes.hanging import Whose

LABELS = {"groundplan-plan": "atlas", "groundplan-stack": "team-ada"}
OWN = "atlas-train"
WHOSE = Whose(labels=LABELS, namespaces=frozenset({OWN}), kept_nodes={"train/kept": 1})
ENDING: dict[str, Any] = {"deletionTimestamp": "2026-11-27T10:00:00Z"}
HELD = "external-provisioner.volume.kubernetes.io/finalizer"
BALANCER = "service.kubernetes.io/load-balancer-cleanup"


def volume(
    name: str = "pvc-1", *, policy: str = "Delete", by: str | None = None, **changed: Any
) -> dict[str, Any]:
    """Return a volume of a CSI driver; `by` is the uid of its claim, `changed` of its metadata and `source`."""
    source = changed.pop("source", {"csi": {"driver": "ebs.csi.aws.com", "volumeHandle": name}})
    phase = changed.pop("phase", "Bound" if by else "Available")
    ref = {"claimRef": {"namespace": OWN, "name": "scratch", "uid": by}} if by else {}
    return {
        "metadata": {"name": name, **changed},
        "spec": {"persistentVolumeReclaimPolicy": policy, **source, **ref},
        "status": {"phase": phase},
    }  # fmt: skip


def claim(uid: str, **changed: Any) -> dict[str, Any]:
    """Return the claim of a volume."""
    return {"metadata": {"namespace": OWN, "name": "scratch", "uid": uid, **changed}}


def service(
    name: str = "web", *, namespace: str = OWN, kind: str = "LoadBalancer", **changed: Any
) -> dict[str, Any]:
    """Return a Service of a type."""
    return {"metadata": {"namespace": namespace, "name": name, **changed}, "spec": {"type": kind}}


def node(name: str, *, pool: str = "gpu", labels: dict[str, str] = LABELS, **changed: Any) -> dict[str, Any]:
    """Return a node of a pool of cluster `train`."""
    of_pool = {"groundplan-cluster": "train", "groundplan-pool": pool}
    return {"metadata": {"name": name, "labels": {**labels, **of_pool}, **changed}}


def pod(
    on: str, *, namespace: str = "kube-system", owner: str = "ReplicaSet", **changed: Any
) -> dict[str, Any]:
    """Return a pod that runs on a node."""
    metadata = {
        "namespace": namespace,
        "name": f"pod-on-{on}",
        "ownerReferences": [{"kind": owner}],
        **changed,
    }
    return {"metadata": metadata, "spec": {"nodeName": on}, "status": {"phase": "Running"}}
