"""`groundplan promote` as a Job on a real API server with the real policies; the program in the pod is simulated."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.access import Missing
from components.services.operators.kuberay import kuberay_definitions
from stacks.cli import promote as promote_command
from stacks.cli.failures import Failed
from stacks.cli.main import run
from stacks.clusters import Cluster, Place
from stacks.reaching.promoting import _job, document_in
from stacks.session import Session
from tests.components.services.declared import apply
from tests.components.services.isolation.on_control_plane import PLAN, isolate
from tests.components.services.isolation.topologies import IMAGE
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.launch import CRI_PREFIX
from tests.stacks.conftest import ROOT
from tests.stacks.reaching.on_control_plane import session_on

NAMESPACE = "atlas-serve"
PODS = f"/api/v1/namespaces/{NAMESPACE}/pods"
DOCUMENT = {"version": 2, "accuracy": 0.98123, "path": "/groundplan/stores/models/digits/2", "copied": True}
SERVICE = {
    "apiVersion": "ray.io/v1",
    "kind": "RayService",
    "metadata": {
        "name": "serve",
        "namespace": NAMESPACE,
        "labels": {"groundplan-plan": "atlas", "kueue.x-k8s.io/queue-name": "research"},
    },
    "spec": {
        "rayClusterConfig": {
            "rayVersion": "2.60.0",
            "headGroupSpec": {
                "rayStartParams": {},
                "template": {"spec": {"containers": [{"name": "ray-head", "image": IMAGE}]}},
            },
        }
    },
}


@pytest.fixture(scope="module")
def with_service(clean_control_plane: ControlPlane) -> ControlPlane:
    clean_control_plane.add_nodes(1, prefix="cpu", cpus=8, memory="32Gi")
    clean_control_plane.start("volumes")
    isolate(clean_control_plane)
    apply(clean_control_plane, kuberay_definitions(PLAN))
    clean_control_plane.objects.apply(SERVICE)
    return clean_control_plane


def outputs_of(control_plane: ControlPlane) -> dict[str, Any]:
    identity = control_plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    cluster = {
        "name": "serve", "purpose": "serving", "namespace": NAMESPACE, "kind": "RayService",
        "services": {"head": "serve-head-svc", "serve": "serve-serve-svc"}, "job_api": "", "serve": "http://inside",
        "token_secret": {"namespace": NAMESPACE, "name": "serve-token", "key": "auth_token"}, "nodes": [],
    }  # fmt: skip
    stores = [{"name": each.name, "holds": each.holds, "kind": each.kind} for each in PLAN.stores]
    kubernetes = {"identity": identity}
    return {
        "target": "kubernetes",
        "plan": "atlas",
        "kubernetes": kubernetes,
        "clusters": [cluster],
        "stores": stores,
    }


@pytest.fixture
def promoting(with_service: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ControlPlane:
    found = (session_on(with_service, tmp_path, monkeypatch), outputs_of(with_service))
    monkeypatch.setattr(promote_command, "_outputs_elsewhere", lambda _stack: found)
    return with_service


@contextmanager
def simulated_program(
    control_plane: ControlPlane, exit_code: int, said: str
) -> Iterator[list[dict[str, Any]]]:
    """Let the next promotion's pod end so, having said this; the pods that were seen are given."""
    log = control_plane.folder / "container.log"
    before = log.read_text(encoding="utf-8")
    log.write_text("".join(f"{CRI_PREFIX}{line}\n" for line in said.splitlines()), encoding="utf-8")
    seen: list[dict[str, Any]] = []
    thread = threading.Thread(target=_end_pod, args=(control_plane, exit_code, seen))
    thread.start()
    try:
        yield seen
    finally:
        thread.join()
        log.write_text(before, encoding="utf-8")


def _end_pod(control_plane: ControlPlane, exit_code: int, seen: list[dict[str, Any]]) -> None:
    def running() -> bool:
        found = control_plane.objects.get(f"{PODS}?labelSelector=groundplan-role%3Dpromotion")["items"]
        seen[:] = [pod for pod in found if pod["status"].get("phase") == "Running"]
        return bool(seen)

    control_plane.wait(running, "the promotion's pod to run")
    (status,) = seen[0]["status"]["containerStatuses"]
    ended = {
        **status,
        "ready": False,
        "state": {"terminated": {"exitCode": exit_code, "reason": "Completed"}},
    }
    change = {"status": {"phase": "Failed" if exit_code else "Succeeded", "containerStatuses": [ended]}}
    control_plane.objects.patch(f"{PODS}/{seen[0]['metadata']['name']}/status", change)


def jobs_left(control_plane: ControlPlane) -> int:
    return len(control_plane.objects.get(f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs")["items"])


@pytest.mark.kubernetes
def test_a_promotion_is_told_and_nothing_of_it_stays(
    promoting: ControlPlane, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_program(promoting, 0, f"MLflow says hello\n{json.dumps(DOCUMENT)}") as seen:
        assert run(["promote", "2"]) == 0, "promoted"
    captured = capsys.readouterr()
    assert (
        captured.out
        == "version 2 (held-out accuracy 0.9812) is promoted; copied to " + DOCUMENT["path"] + "\n"
    ), "the same sentence as on one machine"
    assert seen[0]["spec"]["containers"][0]["image"] == IMAGE, "in the image that serves"
    assert "kueue.x-k8s.io/queue-name" not in seen[0]["metadata"]["labels"], "it waits in nobody's queue"
    assert f"--namespace {NAMESPACE} logs --follow job/promotion-" in captured.err, "the plain way to see it"
    promoting.wait(lambda: jobs_left(promoting) == 0, "the Job to be removed")
    maps = f"/api/v1/namespaces/{NAMESPACE}/configmaps?labelSelector=groundplan-plan%3Datlas"
    promoting.wait(lambda: not promoting.objects.get(maps)["items"], "its code to go with it")


@pytest.mark.kubernetes
@pytest.mark.parametrize(("code", "exit_code"), [(2, 2), (3, 3), (1, 1)])
def test_refusals_keep_their_words_and_codes(
    code: int, exit_code: int, promoting: ControlPlane, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_program(promoting, code, "MLflow says hello\nBelow the gate."):
        assert run(["promote"]) == exit_code, f"the program's {code}"
    assert "groundplan: Below the gate." in capsys.readouterr().err, "the program's own sentence"
    promoting.wait(lambda: jobs_left(promoting) == 0, "the Job to be removed")


@pytest.mark.kubernetes
def test_another_pod_may_not_write_what_promotion_writes(promoting: ControlPlane) -> None:
    with simulated_program(promoting, 0, json.dumps(DOCUMENT)) as seen:
        assert run(["promote", "--json"]) == 0, "promotion may"
    pod = {"apiVersion": "v1", "kind": "Pod", "spec": {**seen[0]["spec"]}}
    pod["spec"].pop("nodeName", None)
    labels = {key: value for key, value in seen[0]["metadata"]["labels"].items() if key != "groundplan-role"}
    with pytest.raises(Refused, match="serving asks to write the store"):
        promoting.objects.request("POST", PODS, {**pod, "metadata": {"name": "tried", "labels": labels}})


def test_the_last_document_in_a_mixed_log_counts() -> None:
    said = f'hello\n{{"version": 1}}\n{json.dumps(DOCUMENT)}\nbye {{}}\n{{"other": 1}}'
    assert document_in(said) == DOCUMENT, "what MLflow writes beside it is passed over"
    with pytest.raises(Failed, match="told no version"):
        document_in("nothing\n")


class SimulatedApi:
    """Makes everything, and has lost the Job when it is to be removed."""

    context = "here"

    def get(self, _path: str) -> dict[str, Any]:
        return SERVICE

    def request(self, method: str, path: str, **_given: Any) -> dict[str, Any]:
        if method == "DELETE":
            raise Missing(f"{path} not found")
        return {"metadata": {"name": "promotion-1", "uid": "u-1"}}


def test_the_real_failure_is_told_where_the_job_was_removed_by_others(session: Session) -> None:
    outputs = {"plan": "atlas", "stores": [{"name": "models", "holds": "models"}]}
    place = Place(
        identity="u", namespace=NAMESPACE, kind="RayService", resource="serve", head_service="serve-head-svc",
        serve_service="serve-serve-svc", secret="serve-token", secret_key="auth_token",
    )  # fmt: skip
    cluster = Cluster(name="serve", purpose="serving", job_api="", serve=None, place=place)
    api: Any = SimulatedApi()
    here = replace(session, project_root=ROOT)
    with pytest.raises(Failed, match="its Job was removed"), _job(here, api, cluster, place, outputs, ["2"]):
        raise Failed("the promotion did not run: its Job was removed")
