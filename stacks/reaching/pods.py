"""The pods behind a Ray cluster's services, and in one sentence why none is ready."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from components.topology.queues import QUEUE_LABEL
from stacks.cli.failures import Refused
from stacks.clusters import Cluster, Place
from stacks.reaching.way_in import get_if_there, told

if TYPE_CHECKING:
    from components.kubernetes.access import Access

Manifest = Mapping[str, Any]
"""An object as the API server has it."""

QUEUE_GROUP = "kueue.x-k8s.io"
QUEUE_VERSIONS = ("v1beta2", "v1beta1")
"""Kueue serves the newer one from 0.15 on."""


class NoHead(Refused):
    """No head pod is ready. `is_stopped` tells that the cluster was stopped and can be resumed.

    `runs_nothing` tells that there is surely no job: it was stopped, waits in its queue, or is not there.
    """

    def __init__(self, sentence: str, *, is_stopped: bool = False, runs_nothing: bool = False) -> None:
        super().__init__(sentence)
        self.is_stopped, self.runs_nothing = is_stopped, runs_nothing or is_stopped


def ready_pod(access: "Access", cluster: Cluster, place: Place, service: str) -> str:
    """Return a ready pod behind a service.

    Raises:
        NoHead: none is ready; the message says why.
        Refused: the API server does not answer.
    """
    core = f"/api/v1/namespaces/{place.namespace}"
    with told():
        found = get_if_there(access, f"{core}/services/{service}")
        pods: list[Manifest] = []
        if found is not None and (wanted := found["spec"].get("selector")):
            selector = ",".join(f"{key}={value}" for key, value in sorted(wanted.items()))
            listed = access.get(f"{core}/pods", labelSelector=selector)["items"]
            pods = [pod for pod in listed if "deletionTimestamp" not in pod["metadata"]]
        ready = sorted(pod["metadata"]["name"] for pod in pods if has_condition(pod, "Ready"))
        if not ready:
            raise why_not_ready(access, cluster, place, pods)
    return ready[0]


def has_condition(manifest: Manifest, kind: str) -> bool:
    """Return whether a condition of an object holds."""
    return condition(manifest, kind).get("status") == "True"


def condition(manifest: Manifest, kind: str) -> Mapping[str, Any]:
    """Return one condition of an object, empty where it has none."""
    conditions = manifest.get("status", {}).get("conditions") or ()
    return next((each for each in conditions if each["type"] == kind), {})


def why_not_ready(access: "Access", cluster: Cluster, place: Place, pods: Iterable[Manifest]) -> NoHead:
    """Return the sentence that tells why no pod is ready, and what to do. Raises NoCluster."""
    name = f"cluster {cluster.name}"
    found = read_resource(access, place.kind, place.namespace, place.resource)
    if found is None:
        return NoHead(
            f"{name} is gone: there is no {place.kind} {place.namespace}/{place.resource}; run `groundplan up`",
            runs_nothing=True,
        )
    workload = workload_of(access, place.namespace, found["metadata"]["uid"])
    if workload is not None and workload["spec"].get("active") is False:
        return _stopped(name)
    if workload is not None and not is_admitted(workload):
        return NoHead(
            f"{name} waits in queue {queue_of(found)} ({waits_for(workload)}); it starts when room appears",
            runs_nothing=True,
        )
    if found.get("spec", {}).get("suspend"):
        return _stopped(name)
    waiting = "; ".join(describe_waiting(pod) for pod in pods) or "its pod is not made yet"
    return NoHead(
        f"the head of {name} is not ready: {waiting}; try again in a moment, `groundplan status` follows it"
    )


def _stopped(name: str) -> NoHead:
    return NoHead(
        f"{name} is stopped, as it is when it was idle; `groundplan submit` starts it again", is_stopped=True
    )


def read_resource(access: "Access", kind: str, namespace: str, name: str) -> Manifest | None:
    """Return one of KubeRay's objects, or None where there is none. Raises NoCluster."""
    return get_if_there(access, ray_path(kind, namespace, name))


def ray_path(kind: str, namespace: str, name: str = "") -> str:
    """Return the path of one of KubeRay's objects, or of all of a kind in a namespace."""
    return f"/apis/ray.io/v1/namespaces/{namespace}/{kind.lower()}s" + (f"/{name}" if name else "")


def workload_of(access: "Access", namespace: str, owner: str) -> Manifest | None:
    """Return what Kueue holds for an object, by the object's UID; None where Kueue does not hold it."""
    for workload in workloads(access, namespace):
        if any(each["uid"] == owner for each in workload["metadata"].get("ownerReferences") or ()):
            return workload
    return None


def workloads(access: "Access", namespace: str) -> list[Manifest]:
    """Return what Kueue holds in a namespace; nothing where there is no Kueue. Raises NoCluster."""
    for version in QUEUE_VERSIONS:
        found = get_if_there(access, f"/apis/{QUEUE_GROUP}/{version}/namespaces/{namespace}/workloads")
        if found is not None:
            # Lists tell kind and version once, for all.
            return [{**each, "apiVersion": f"{QUEUE_GROUP}/{version}"} for each in found["items"]]
    return []


def workload_path(workload: Manifest) -> str:
    """Return the path of what Kueue holds."""
    found = workload["metadata"]
    return f"/apis/{workload['apiVersion']}/namespaces/{found['namespace']}/workloads/{found['name']}"


def is_admitted(workload: Manifest) -> bool:
    """Return whether Kueue has let a workload start."""
    return has_condition(workload, "Admitted")


def waits_for(workload: Manifest) -> str:
    """Return what Kueue says a workload waits for."""
    return str(condition(workload, "QuotaReserved").get("message") or "not looked at yet")


def queue_of(manifest: Manifest) -> str:
    """Return the queue that an object names."""
    return str((manifest["metadata"].get("labels") or {}).get(QUEUE_LABEL, "unknown"))


def describe_waiting(pod: Manifest) -> str:
    """Return what a pod that is not ready waits for."""
    name, status = pod["metadata"]["name"], pod.get("status", {})
    scheduled = condition(pod, "PodScheduled")
    if scheduled.get("status") == "False":
        return f"pod {name} finds no node ({scheduled.get('message', 'no reason told')})"
    phase = status.get("phase", "Pending")
    for container in (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())):
        waiting = container.get("state", {}).get("waiting")
        if waiting is not None:
            return f"pod {name} is {phase}: {waiting.get('message') or waiting.get('reason')}"
    return f"pod {name} is {phase}"
