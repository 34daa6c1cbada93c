"""When an object counts as ready, kind by kind, as the official provider judges it. It asks, it never waits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from stacks.offline.simulated_kubernetes.conditions import conditions_of
from stacks.offline.simulated_kubernetes.manifest import Manifest, annotation, asks


class Hopeless(Exception):
    """The object will not become ready by waiting."""


class Lookup(Protocol):
    """What a judgement may ask the cluster beyond the object itself."""

    def find(self, api_version: str, kind: str, name: str, namespace: str = "") -> Manifest | None:
        """Return an object, or None where there is none."""
        ...

    def list_of(
        self, api_version: str, kind: str, namespace: str, query: Mapping[str, str]
    ) -> Sequence[Manifest]:
        """Return the objects of a kind that a selector in the query finds."""
        ...


Judge = Callable[[Manifest, Lookup], str | None]
"""Returns what is still missing, or None for a ready object."""

DEFAULT_LIMIT_S = 300.0
"""How long an object may take to become ready or to go; the official provider's."""

LIMITS_S = {
    "Deployment": 600.0,
    "StatefulSet": 600.0,
    "DaemonSet": 600.0,
    "Service": 600.0,
    "Pod": 600.0,
    "Job": 600.0,
}
"""Kinds that may take longer: images are pulled and nodes made; the official provider's."""


def missing(declared: Manifest, live: Manifest, lookup: Lookup) -> str | None:
    """Return what keeps a live object from being ready, or None. Raises Hopeless where waiting is in vain."""
    if asks(declared, "skipAwait"):
        return None
    wanted = annotation(declared, "waitFor")
    if wanted:
        open_conditions = [condition.text for condition in conditions_of(wanted) if not condition.holds(live)]
        return f"waits for {', '.join(open_conditions)}" if open_conditions else None
    judge = JUDGES.get((str(live.get("apiVersion")), str(live.get("kind"))))
    return judge(live, lookup) if judge else None


def _condition(live: Manifest, name: str) -> Mapping[str, Any]:
    found = (item for item in _status(live).get("conditions") or [] if item.get("type") == name)
    return next(found, {})


def _status(live: Manifest) -> Mapping[str, Any]:
    return live.get("status") or {}


def _is_observed(live: Manifest) -> bool:
    return _status(live).get("observedGeneration", 0) >= live["metadata"].get("generation", 0)


def _deployment(live: Manifest, _: Lookup) -> str | None:
    if not _is_observed(live):
        return "its controller has not seen it yet"
    progressing, status = _condition(live, "Progressing"), _status(live)
    if progressing.get("reason") == "ProgressDeadlineExceeded":
        raise Hopeless(f"makes no progress: {progressing.get('message', 'no reason given')}")
    wanted = live["spec"].get("replicas", 1)
    updated, available = status.get("updatedReplicas", 0), status.get("availableReplicas", 0)
    old = status.get("replicas", 0) - updated
    if updated < wanted or available < wanted or old > 0:
        return (
            f"{available} of {wanted} replicas are available, {updated} are up to date, {max(old, 0)} are old"
        )
    return None


def _stateful_set(live: Manifest, _: Lookup) -> str | None:
    if not _is_observed(live):
        return "its controller has not seen it yet"
    spec, status = live["spec"], _status(live)
    wanted, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
    if ready < wanted:
        return f"{ready} of {wanted} replicas are ready"
    strategy = spec.get("updateStrategy") or {}
    is_partial = strategy.get("type") == "OnDelete" or (strategy.get("rollingUpdate") or {}).get(
        "partition", 0
    )
    if not is_partial and wanted and status.get("currentRevision") != status.get("updateRevision"):
        return f"{status.get('updatedReplicas', 0)} of {wanted} replicas are up to date"
    return None


def _daemon_set(live: Manifest, _: Lookup) -> str | None:
    if not _is_observed(live):
        return "its controller has not seen it yet"
    status = _status(live)
    wanted, ready = status.get("desiredNumberScheduled", 0), status.get("numberReady", 0)
    updated = status.get("updatedNumberScheduled", 0)
    return (
        None
        if ready >= wanted <= updated
        else f"{ready} of {wanted} pods are ready, {updated} are up to date"
    )


def _job(live: Manifest, _: Lookup) -> str | None:
    failed = _condition(live, "Failed")
    if failed.get("status") == "True":
        raise Hopeless(f"failed: {failed.get('reason', '')} {failed.get('message', '')}".rstrip())
    if _condition(live, "Complete").get("status") == "True" or live["spec"].get("suspend"):
        return None
    status = _status(live)
    return f"{status.get('active', 0)} pods run, {status.get('succeeded', 0)} have succeeded"


def _pod(live: Manifest, _: Lookup) -> str | None:
    phase = _status(live).get("phase")
    if phase == "Failed":
        raise Hopeless(
            f"failed: {_status(live).get('message') or _status(live).get('reason') or 'no reason given'}"
        )
    if phase == "Succeeded" or _condition(live, "Ready").get("status") == "True":
        return None
    reason = _condition(live, "PodScheduled").get("message") or _condition(live, "Ready").get("message")
    return f"is {phase or 'not seen yet'}" + (f": {reason}" if reason else "")


def _service(live: Manifest, lookup: Lookup) -> str | None:
    spec, metadata = live["spec"], live["metadata"]
    if spec.get("type") == "LoadBalancer" and not (_status(live).get("loadBalancer") or {}).get("ingress"):
        return "has no address of a load balancer yet"
    if spec.get("type") == "ExternalName" or spec.get("clusterIP") == "None" or not spec.get("selector"):
        return None
    query = {"labelSelector": f"kubernetes.io/service-name={metadata['name']}"}
    slices = lookup.list_of("discovery.k8s.io/v1", "EndpointSlice", metadata.get("namespace", ""), query)
    endpoints = [endpoint for part in slices for endpoint in part.get("endpoints") or []]
    if any((endpoint.get("conditions") or {}).get("ready") is not False for endpoint in endpoints):
        return None
    return "has no ready endpoint: no ready pod carries the labels of its selector"


def _claim(live: Manifest, lookup: Lookup) -> str | None:
    phase = _status(live).get("phase")
    if phase == "Bound":
        return None
    if phase == "Lost":
        raise Hopeless("lost its volume")
    name = live["spec"].get("storageClassName")
    storage_class = lookup.find("storage.k8s.io/v1", "StorageClass", name) if name else None
    if storage_class and storage_class.get("volumeBindingMode") == "WaitForFirstConsumer":
        return None
    return f"is {phase or 'not seen yet'}, not Bound"


def _volume(live: Manifest, _: Lookup) -> str | None:
    phase = _status(live).get("phase")
    return None if phase in {"Available", "Bound"} else f"is {phase or 'not seen yet'}, not Available"


def _quota(live: Manifest, _: Lookup) -> str | None:
    counted = set((_status(live).get("hard") or {}).keys())
    return None if counted >= set((live["spec"].get("hard") or {}).keys()) else "is not counted yet"


def _definition(live: Manifest, _: Lookup) -> str | None:
    accepted = _condition(live, "NamesAccepted")
    if accepted.get("status") == "False":
        raise Hopeless(f"its names are not accepted: {accepted.get('message', '')}")
    return None if _condition(live, "Established").get("status") == "True" else "is not Established"


JUDGES: Mapping[tuple[str, str], Judge] = {
    ("apps/v1", "DaemonSet"): _daemon_set,
    ("apps/v1", "Deployment"): _deployment,
    ("apps/v1", "StatefulSet"): _stateful_set,
    ("batch/v1", "Job"): _job,
    ("v1", "PersistentVolume"): _volume,
    ("v1", "PersistentVolumeClaim"): _claim,
    ("v1", "Pod"): _pod,
    ("v1", "ResourceQuota"): _quota,
    ("v1", "Service"): _service,
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"): _definition,
}
"""(API version, kind) -> its judge; all other objects are ready once they are accepted."""
