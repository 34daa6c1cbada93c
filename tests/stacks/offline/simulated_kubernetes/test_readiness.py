from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from stacks.offline.simulated_kubernetes.readiness import Hopeless, missing


@dataclass(frozen=True)
class SimulatedLookup:
    """A cluster that has exactly these objects."""

    objects: Mapping[str, Any] = field(default_factory=dict)

    def find(self, api_version: str, kind: str, name: str, namespace: str = "") -> Mapping[str, Any] | None:
        return self.objects.get(f"{kind}/{name}")

    def list_of(
        self, api_version: str, kind: str, namespace: str, query: Mapping[str, str]
    ) -> Sequence[Mapping[str, Any]]:
        return self.objects.get(kind, [])


def judged(
    kind: str, spec: Any, status: Any, *, objects: Mapping[str, Any] | None = None, annotations: Any = None
) -> str | None:
    """Return what is missing of an object."""
    group = {
        "Job": "batch/v1",
        "CustomResourceDefinition": "apiextensions.k8s.io/v1",
        "RayCluster": "ray.io/v1",
    }
    apps = {"Deployment", "StatefulSet", "DaemonSet"}
    live = {
        "apiVersion": "apps/v1" if kind in apps else group.get(kind, "v1"),
        "kind": kind,
        "metadata": {"name": "a", "namespace": "n", "generation": 2, "annotations": annotations},
        "spec": spec,
        "status": status,
    }
    return missing(live, live, SimulatedLookup(objects or {}))


def conditions(**states: str) -> list[dict[str, str]]:
    """Return conditions of a status."""
    return [{"type": name, "status": state} for name, state in states.items()]


SEEN = {"observedGeneration": 2}


@pytest.mark.parametrize(
    ("kind", "spec", "status"),
    [
        (
            "Deployment",
            {"replicas": 2},
            {**SEEN, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2},
        ),
        ("Deployment", {"replicas": 0}, SEEN),
        (
            "StatefulSet",
            {"replicas": 1},
            {**SEEN, "readyReplicas": 1, "currentRevision": "b", "updateRevision": "b"},
        ),
        (
            "StatefulSet",
            {"replicas": 1, "updateStrategy": {"type": "OnDelete"}},
            {**SEEN, "readyReplicas": 1, "currentRevision": "a", "updateRevision": "b"},
        ),
        (
            "DaemonSet",
            {},
            {**SEEN, "desiredNumberScheduled": 2, "numberReady": 2, "updatedNumberScheduled": 2},
        ),
        ("DaemonSet", {}, SEEN),
        ("Job", {}, {"conditions": conditions(Complete="True")}),
        ("Job", {"suspend": True}, {}),
        ("Pod", {}, {"phase": "Running", "conditions": conditions(Ready="True")}),
        ("Pod", {}, {"phase": "Succeeded"}),
        ("PersistentVolume", {}, {"phase": "Available"}),
        ("PersistentVolumeClaim", {}, {"phase": "Bound"}),
        ("ResourceQuota", {"hard": {"pods": 1}}, {"hard": {"pods": 1}}),
        ("Service", {"clusterIP": "None", "selector": {"a": "b"}}, {}),
        ("Service", {"clusterIP": "10.0.0.1"}, {}),
        ("CustomResourceDefinition", {}, {"conditions": conditions(Established="True")}),
        ("ConfigMap", {}, None),
        ("RayCluster", {}, {"state": "failed"}),
    ],
)
def test_ready_object_misses_nothing(kind: str, spec: Any, status: Any) -> None:
    assert judged(kind, spec, status) is None, "it is ready, or nobody knows when its kind is"


@pytest.mark.parametrize(
    ("kind", "spec", "status", "said"),
    [
        (
            "Deployment",
            {"replicas": 1},
            {"observedGeneration": 1, "updatedReplicas": 1, "availableReplicas": 1},
            "not seen",
        ),
        ("Deployment", {"replicas": 2}, {**SEEN, "updatedReplicas": 2, "availableReplicas": 1}, "1 of 2"),
        (
            "Deployment",
            {"replicas": 1},
            {**SEEN, "replicas": 2, "updatedReplicas": 1, "availableReplicas": 1},
            "1 are old",
        ),
        (
            "StatefulSet",
            {},
            {**SEEN, "readyReplicas": 1, "currentRevision": "a", "updateRevision": "b"},
            "up to date",
        ),
        ("StatefulSet", {"replicas": 3}, {**SEEN, "readyReplicas": 1}, "1 of 3"),
        ("DaemonSet", {}, {**SEEN, "desiredNumberScheduled": 2, "numberReady": 1}, "1 of 2"),
        ("Job", {}, {"active": 1}, "1 pods run"),
        ("Pod", {}, {"phase": "Pending"}, "is Pending"),
        ("PersistentVolume", {}, {"phase": "Pending"}, "not Available"),
        ("PersistentVolumeClaim", {}, {"phase": "Pending"}, "not Bound"),
        ("ResourceQuota", {"hard": {"pods": 1}}, {}, "not counted"),
        ("Service", {"clusterIP": "10.0.0.1", "selector": {"a": "b"}}, {}, "no ready endpoint"),
        ("Service", {"type": "LoadBalancer"}, {}, "load balancer"),
        ("CustomResourceDefinition", {}, {"conditions": conditions(NamesAccepted="True")}, "not Established"),
    ],
)
def test_object_that_is_not_ready_says_what_is_missing(kind: str, spec: Any, status: Any, said: str) -> None:
    assert said in (judged(kind, spec, status) or "ready"), "what a person waits for is said"


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        (
            "Deployment",
            {**SEEN, "conditions": [{"type": "Progressing", "reason": "ProgressDeadlineExceeded"}]},
            "no progress",
        ),
        (
            "Job",
            {"conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]},
            "BackoffLimit",
        ),
        ("Pod", {"phase": "Failed", "reason": "Evicted"}, "Evicted"),
        ("PersistentVolumeClaim", {"phase": "Lost"}, "lost"),
        ("CustomResourceDefinition", {"conditions": conditions(NamesAccepted="False")}, "not accepted"),
    ],
)
def test_nobody_waits_for_what_will_not_come(kind: str, status: Any, said: str) -> None:
    with pytest.raises(Hopeless, match=said):
        judged(kind, {}, status)


def test_claim_that_waits_for_its_first_consumer_is_ready() -> None:
    classes = {"StorageClass/fast": {"volumeBindingMode": "WaitForFirstConsumer"}}
    claim = {"storageClassName": "fast"}
    assert judged("PersistentVolumeClaim", claim, {"phase": "Pending"}, objects=classes) is None, (
        "else nothing starts"
    )


def test_service_is_ready_with_one_ready_endpoint() -> None:
    service = {"clusterIP": "10.0.0.1", "selector": {"a": "b"}}
    for is_ready, expected in ((True, True), (None, True), (False, False)):
        slices = {
            "EndpointSlice": [{"endpoints": [{"conditions": {"ready": is_ready}}]}, {"endpoints": None}]
        }
        found = judged("Service", service, {}, objects=slices) is None
        assert found == expected, "an endpoint that does not say counts as ready"


def test_annotations_decide_before_the_kind_does() -> None:
    assert judged("Deployment", {"replicas": 1}, {}, annotations={"pulumi.com/skipAwait": "true"}) is None, (
        "not waited for"
    )
    waited = judged(
        "RayCluster", {}, {}, annotations={"pulumi.com/waitFor": "jsonpath={.status.state}=ready"}
    )
    assert waited == "waits for jsonpath={.status.state}=ready", "of a kind that nobody knows"
    ready = judged(
        "RayCluster",
        {},
        {"state": "ready"},
        annotations={"pulumi.com/waitFor": "jsonpath={.status.state}=ready"},
    )
    assert ready is None, "it came"
