"""What of a stack runs in its Kubernetes cluster now, for `groundplan status`; it only reads."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from components.topology.labels import CLUSTER, NODE_TYPE, POOL
from stacks.clusters import KUBERNETES
from stacks.reaching.pods import (
    Manifest,
    describe_waiting,
    has_condition,
    is_admitted,
    queue_of,
    ray_path,
    waits_for,
    workloads,
)
from stacks.reaching.way_in import get_if_there, open_way
from stacks.session import Session

if TYPE_CHECKING:
    from components.kubernetes.access import Access

NODES = f"{NODE_TYPE} in (head, worker)"


def look(session: Session, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs with what runs now in place of what was recorded.

    Each cluster gets `state` and the pods that it has as its nodes, and its queue's waiting work as `waiting`.

    Raises:
        Refused: the cluster cannot be reached, or is another one.
    """
    from stacks.reaching.way_in import told

    access = open_way(session, (outputs.get(KUBERNETES) or {}).get("identity"))
    with told():
        clusters = [{**cluster, **_look_at(access, cluster)} for cluster in outputs.get("clusters") or ()]
    return {**outputs, "clusters": clusters}


def _look_at(access: "Access", cluster: Mapping[str, Any]) -> dict[str, Any]:
    """Return the live part of one cluster. Raises NoCluster."""
    namespace, name = cluster["namespace"], cluster.get("resource", cluster["name"])
    resource = get_if_there(access, ray_path(cluster["kind"], namespace, name))
    held = workloads(access, namespace)
    selector = f"{CLUSTER}={cluster['name']},{NODES}"
    pods = access.get(f"/api/v1/namespaces/{namespace}/pods", labelSelector=selector)["items"]
    waiting = [each for each in held if not is_admitted(each) and not has_condition(each, "Finished")]
    return {
        "state": state_of(cluster["kind"], resource, held),
        "nodes": nodes_of(cluster.get("nodes") or (), pods),
        "waiting": [f"{each['metadata']['name']}: {waits_for(each)}" for each in waiting],
    }


def state_of(kind: str, resource: Manifest | None, held: Sequence[Manifest]) -> str:
    """Return in words how a RayCluster or RayService is.

    Args:
        kind: which of the two.
        resource: the object, None where there is none.
        held: what Kueue holds in its namespace.
    """
    if resource is None:
        return "missing"
    status = resource.get("status") or {}
    if kind == "RayService":
        return "ready" if has_condition(resource, "Ready") else str(status.get("serviceStatus") or "starting")
    for workload in held:
        owners = workload["metadata"].get("ownerReferences") or ()
        if any(each["uid"] == resource["metadata"]["uid"] for each in owners) and not is_admitted(workload):
            return f"queued in {queue_of(resource)}"
    if resource["spec"].get("suspend"):
        return "stopped"
    return str(status.get("state") or "starting")


def nodes_of(recorded: Sequence[Mapping[str, Any]], pods: Sequence[Manifest]) -> list[dict[str, Any]]:
    """Return one entry a pod, sorted, and one for each pool that has none."""
    found = sorted(pods, key=lambda pod: pod["metadata"]["name"])
    nodes = [
        {
            "pool": (pod["metadata"].get("labels") or {}).get(POOL, "unknown"),
            "node": pod["metadata"]["name"],
            "machine": pod.get("spec", {}).get("nodeName"),
            "state": pod_state(pod),
        }
        for pod in found
    ]
    running = {node["pool"] for node in nodes}
    return nodes + [
        {"pool": each["pool"], "state": "no pods"} for each in recorded if each.get("pool") not in running
    ]


def pod_state(pod: Manifest) -> str:
    """Return in words how a pod is."""
    if "deletionTimestamp" in pod["metadata"]:
        return "ending"
    if has_condition(pod, "Ready"):
        return "running"
    return describe_waiting(pod).removeprefix(f"pod {pod['metadata']['name']} ").removeprefix("is ")
