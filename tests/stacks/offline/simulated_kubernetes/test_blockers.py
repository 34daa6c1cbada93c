from collections.abc import Mapping, Sequence
from typing import Any

from stacks.offline.simulated_kubernetes.blockers import of_deletion, of_readiness

PENDING = {
    "metadata": {"name": "web-1", "namespace": "n", "uid": "pod"},
    "status": {
        "phase": "Pending",
        "conditions": [{"type": "PodScheduled", "status": "False", "message": "no node"}],
    },
}
CRASHING = {
    "metadata": {"name": "web-2", "namespace": "n", "uid": "other"},
    "status": {
        "phase": "Running",
        "containerStatuses": [
            {"name": "c", "ready": False, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
        ],
    },
}
READY = {
    "metadata": {"name": "web-3", "uid": "x"},
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}


class SimulatedLookup:
    """A cluster with pods that have trouble, and an event."""

    def find(self, api_version: str, kind: str, name: str, namespace: str = "") -> None:
        return None

    def list_of(
        self, api_version: str, kind: str, namespace: str, query: Mapping[str, str]
    ) -> Sequence[Mapping[str, Any]]:
        if kind == "Pod":
            assert query == {"labelSelector": "app=web"}, "only its own pods"
            return [PENDING, CRASHING, READY]
        if query["fieldSelector"] == "involvedObject.uid=pod,type=Warning":
            return [{"reason": "FailedScheduling", "message": "0/1 nodes", "lastTimestamp": "2026"}]
        return []


def test_what_holds_a_deployment_is_told_from_its_conditions_pods_and_events() -> None:
    live = {
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "n", "uid": "web"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}},
        "status": {"conditions": [{"type": "ReplicaFailure", "status": "True", "message": "quota"}]},
    }
    assert of_readiness(live, SimulatedLookup()) == [
        "condition ReplicaFailure=True: quota",
        "pod web-1: PodScheduled=False: no node",
        "pod web-1: event FailedScheduling: 0/1 nodes",
        "pod web-2: container c is waiting (CrashLoopBackOff)",
    ], "each trouble once, and nothing of pods that are ready"


def test_what_holds_a_namespace_is_told_from_its_finalizers_and_conditions() -> None:
    remaining = {
        "type": "NamespaceContentRemaining",
        "status": "True",
        "message": "pods. has 1 resource instances",
    }
    live = {
        "kind": "Namespace",
        "metadata": {"name": "n"},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {
            "conditions": [remaining, {"type": "NamespaceDeletionDiscoveryFailure", "status": "False"}]
        },
    }
    assert of_deletion(live) == [
        "finalizers: kubernetes",
        "NamespaceContentRemaining: pods. has 1 resource instances",
    ], "what is still in it is named"
