"""What keeps an object from becoming ready or from going: its events, its pods, its finalizers, its conditions."""

from collections.abc import Iterator, Mapping
from typing import Any

from stacks.offline.simulated_kubernetes.manifest import Manifest
from stacks.offline.simulated_kubernetes.readiness import Lookup

MOST_PODS = 5
"""More pods with the same trouble tell nothing new."""

MOST_EVENTS = 3
"""The newest say what is wrong now."""


def of_readiness(live: Manifest, lookup: Lookup) -> list[str]:
    """Return a line for each thing that keeps an object from becoming ready, as far as the cluster tells."""
    lines = [f"condition {text}" for text in _bad_conditions(live)]
    lines += _warnings(live, lookup)
    labels = ((live.get("spec") or {}).get("selector") or {}).get("matchLabels") or {}
    if labels:
        namespace = live["metadata"].get("namespace", "")
        selector = ",".join(f"{key}={value}" for key, value in labels.items())
        pods = lookup.list_of("v1", "Pod", namespace, {"labelSelector": selector})
        waiting = [(pod, reason) for pod in pods if (reason := _pod_trouble(pod))]
        for pod, reason in waiting[:MOST_PODS]:
            lines.append(f"pod {pod['metadata']['name']}: {reason}")
            lines += [f"pod {pod['metadata']['name']}: {event}" for event in _warnings(pod, lookup)]
        if not pods:
            lines.append(f"no pod carries the labels {selector}")
    return list(dict.fromkeys(lines))


def of_deletion(live: Manifest) -> list[str]:
    """Return a line for each thing that keeps an object from going."""
    finalizers = [
        *(live["metadata"].get("finalizers") or []),
        *((live.get("spec") or {}).get("finalizers") or []),
    ]
    lines = [f"finalizers: {', '.join(finalizers)}"] if finalizers else []
    if live.get("kind") == "Namespace":
        lines += [
            f"{condition['type']}: {condition.get('message', '')}"
            for condition in (live.get("status") or {}).get("conditions") or []
            if condition.get("status") == "True"
        ]
    return lines


def _bad_conditions(live: Manifest) -> Iterator[str]:
    for condition in (live.get("status") or {}).get("conditions") or []:
        is_failure = (
            condition.get("type") in {"ReplicaFailure", "Failed"} and condition.get("status") == "True"
        )
        if is_failure or (condition.get("status") == "False" and condition.get("message")):
            yield f"{condition['type']}={condition['status']}: {condition.get('message', '')}"


def _warnings(live: Manifest, lookup: Lookup) -> list[str]:
    metadata = live["metadata"]
    query = {"fieldSelector": f"involvedObject.uid={metadata.get('uid', '')},type=Warning"}
    events = lookup.list_of("v1", "Event", metadata.get("namespace", "default"), query)
    newest = sorted(events, key=_moment)[-MOST_EVENTS:]
    return [f"event {event.get('reason', '')}: {event.get('message', '')}" for event in newest]


def _moment(event: Manifest) -> str:
    return str(event.get("lastTimestamp") or event.get("eventTime") or "")


def _pod_trouble(pod: Manifest) -> str:
    status: Mapping[str, Any] = pod.get("status") or {}
    conditions = {item["type"]: item for item in status.get("conditions") or []}
    if conditions.get("Ready", {}).get("status") == "True" or status.get("phase") == "Succeeded":
        return ""
    for container in [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]:
        state = container.get("state") or {}
        for phase in ("waiting", "terminated"):
            if phase in state and not container.get("ready"):
                said = ": ".join(filter(None, (state[phase].get("reason"), state[phase].get("message"))))
                return f"container {container['name']} is {phase} ({said})"
    for name in ("PodScheduled", "Ready"):
        if conditions.get(name, {}).get("status") == "False":
            return f"{name}=False: {conditions[name].get('message') or conditions[name].get('reason', '')}"
    return f"is {status.get('phase', 'not seen yet')}"
