"""Why no head is ready, in one sentence with what to do; the API server is simulated by what it would answer."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from components.kubernetes.access import Missing, NoCluster
from stacks.cli.failures import Refused
from stacks.clusters import Cluster, Place
from stacks.reaching.pods import NoHead, describe_waiting, ready_pod

PLACE = Place(
    identity="1",
    namespace="atlas-train",
    kind="RayCluster",
    resource="train",
    head_service="train-head-svc",
    serve_service=None,
    secret="train-token",
    secret_key="auth_token",
)
CLUSTER = Cluster(name="train", purpose="training", job_api="", serve=None, place=PLACE)
RAY = "/apis/ray.io/v1/namespaces/atlas-train/rayclusters/train"
CORE = "/api/v1/namespaces/atlas-train"
WORKLOADS = "/apis/kueue.x-k8s.io/v1beta1/namespaces/atlas-train/workloads"


@dataclass
class SimulatedAccess:
    """What the API server has, by path; anything else is missing."""

    answers: dict[str, Any] = field(default_factory=dict)

    def get(self, path: str, **_query: str) -> Any:
        found = self.answers.get(path)
        if found is None:
            raise Missing(f"nothing at {path}")
        if isinstance(found, NoCluster):
            raise found
        return found


def ray_cluster(**spec: Any) -> dict[str, Any]:
    labels = {"kueue.x-k8s.io/queue-name": "research"}
    return {"metadata": {"name": "train", "uid": "u-1", "labels": labels}, "spec": spec}


def workload(*, active: bool = True, **conditions: tuple[str, str]) -> dict[str, Any]:
    told = [{"type": kind, "status": status, "message": said} for kind, (status, said) in conditions.items()]
    metadata = {"name": "w", "namespace": "atlas-train", "ownerReferences": [{"uid": "u-1"}]}
    return {"items": [{"metadata": metadata, "spec": {"active": active}, "status": {"conditions": told}}]}


def pod(name: str, *, ready: bool = True, **status: Any) -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": "True" if ready else "False"}, *status.pop("conditions", ())]
    return {"metadata": {"name": name}, "status": {"phase": "Pending", "conditions": conditions, **status}}


def asked(answers: dict[str, Any]) -> str:
    return ready_pod(SimulatedAccess(answers), CLUSTER, PLACE, PLACE.head_service)  # pyright: ignore[reportArgumentType]


def service(*pods: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{CORE}/services/train-head-svc": {"spec": {"selector": {"ray.io/node-type": "head"}}},
        f"{CORE}/pods": {"items": list(pods)},
        RAY: ray_cluster(),
    }


def test_a_ready_pod_behind_the_service_is_found_and_one_that_ends_is_not() -> None:
    ending = pod("train-head-a")
    ending["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert asked(service(ending, pod("train-head-b"), pod("train-head-c", ready=False))) == "train-head-b"


@pytest.mark.parametrize(
    ("answers", "sentence", "runs_nothing"),
    [
        ({}, "cluster train is gone: there is no RayCluster atlas-train/train; run `groundplan up`", True),
        (
            {RAY: ray_cluster(suspend=True)},
            "is stopped, as it is when it was idle; `groundplan submit` starts it",
            True,
        ),
        (
            {
                RAY: ray_cluster(suspend=True),
                WORKLOADS: workload(QuotaReserved=("False", "insufficient GPUs")),
            },
            r"waits in queue research \(insufficient GPUs\); it starts when room appears",
            True,
        ),
        (
            {RAY: ray_cluster(suspend=True), WORKLOADS: workload(active=False)},
            "is stopped",
            True,
        ),
        ({RAY: ray_cluster(), WORKLOADS: workload(Admitted=("True", ""))}, "its pod is not made yet", False),
        (service(pod("h", ready=False)), "not ready: pod h is Pending; try again in a moment", False),
    ],
    ids=["gone", "stopped", "queued", "stopped in its queue", "being made", "starting"],
)
def test_why_there_is_no_head_is_one_sentence(
    answers: dict[str, Any], sentence: str, runs_nothing: bool
) -> None:
    with pytest.raises(NoHead, match=sentence) as caught:
        asked(answers)
    assert "\n" not in str(caught.value), "one sentence, where and what and what to do"
    assert caught.value.runs_nothing is runs_nothing, "a head that is not ready yet may have jobs"


@pytest.mark.parametrize(
    ("answers", "is_stopped"),
    [
        ({RAY: ray_cluster(suspend=True)}, True),
        ({RAY: ray_cluster(suspend=True), WORKLOADS: workload(QuotaReserved=("False", "no room"))}, False),
    ],
)
def test_only_a_cluster_that_was_stopped_can_be_resumed(answers: dict[str, Any], is_stopped: bool) -> None:
    with pytest.raises(NoHead) as caught:
        asked(answers)
    assert caught.value.is_stopped is is_stopped, "what waits for room is not hurried"


def test_an_api_server_that_does_not_answer_is_told_as_it_is() -> None:
    with pytest.raises(Refused, match="does not answer") as caught:
        asked({f"{CORE}/services/train-head-svc": NoCluster("the cluster does not answer")})
    assert not isinstance(caught.value, NoHead), "nothing is said of the head"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            {
                "conditions": [
                    {"type": "PodScheduled", "status": "False", "message": "0/5 nodes are available"}
                ]
            },
            "pod h finds no node (0/5 nodes are available)",
        ),
        (
            {"containerStatuses": [{"state": {"waiting": {"reason": "ImagePullBackOff"}}}]},
            "pod h is Pending: ImagePullBackOff",
        ),
        (
            {"initContainerStatuses": [{"state": {"waiting": {"reason": "X", "message": "no such Secret"}}}]},
            "pod h is Pending: no such Secret",
        ),
        ({"phase": "Running"}, "pod h is Running"),
    ],
)
def test_what_a_pod_waits_for_is_told(status: dict[str, Any], told: str) -> None:
    assert describe_waiting(pod("h", ready=False, **status)) == told, (
        "the scheduler's or the kubelet's own words"
    )
