"""`groundplan serve` and `predict` through a real API server and the real KubeRay; the head's HTTP is simulated."""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests
from stacks.cli import predict as predict_command
from stacks.cli import serve as serve_command
from stacks.cli.main import run
from stacks.reaching.deploying import MANAGER, pending_cluster
from tests.components.services.declared import add_nodes_of, apply, plan, platform_of, ray_cluster
from tests.components.services.isolation.topologies import cluster, pool
from tests.control_plane.cluster import ControlPlane
from tests.stacks.reaching.on_control_plane import BY_THE_API_SERVER, session_on
from tests.stacks.reaching.ray_head import TOKEN

MADE = plan(cluster("serve", "serving", pool("serve"), pool("serve", "workers")))
NAMESPACE = f"{MADE.name}-serve"
SERVICE = f"/apis/ray.io/v1/namespaces/{NAMESPACE}/rayservices/serve"
WAITING = {"applications": [{"name": "waiting", "import_path": "waiting:application", "route_prefix": "/"}]}


def declared_service() -> dict[str, Any]:
    """Return a RayService as `up` makes it: with an application that only waits."""
    spec = {
        **ray_cluster(MADE, "serve")["spec"],
        "authOptions": {"mode": "token", "secretName": "serve-token"},
    }
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayService",
        "metadata": {"name": "serve", "namespace": NAMESPACE},
        "spec": {"serveConfigV2": json.dumps(WAITING), "rayClusterConfig": spec},
    }


@pytest.fixture(scope="module")
def with_service(clean_control_plane: ControlPlane) -> Iterator[ControlPlane]:
    here = clean_control_plane
    head = here.run_inside(
        [sys.executable, "-m", "tests.stacks.reaching.simulated_ray_head"], log=here.folder / "head.log"
    )
    here.add_nodes(1, prefix="others", cpus=8, memory="16Gi")
    on = platform_of(MADE)
    apply(here, [*namespaces(MADE, on), *service_accounts(MADE, on)])
    apply(here, [*kuberay_definitions(MADE), *kuberay_manifests(MADE, on)])
    here.start("kuberay", arguments=BY_THE_API_SERVER)
    add_nodes_of(here, MADE)
    here.objects.apply({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "serve-token", "namespace": NAMESPACE},
        "data": {"auth_token": base64.b64encode(TOKEN.encode()).decode()},
    })  # fmt: skip
    here.objects.apply(declared_service())
    here.wait(lambda: is_ready(here), "KubeRay to call the service ready")
    yield here
    head.kill()
    head.wait()


def is_ready(control_plane: ControlPlane) -> bool:
    conditions = control_plane.objects.get(SERVICE).get("status", {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


@pytest.fixture
def serving(with_service: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ControlPlane:
    made = session_on(with_service, tmp_path, monkeypatch)
    identity = with_service.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    entry = {
        "name": "serve", "purpose": "serving", "namespace": NAMESPACE, "kind": "RayService",
        "services": {"head": "serve-head-svc", "serve": "serve-serve-svc"},
        "job_api": f"http://serve-head-svc.{NAMESPACE}.svc:8265", "serve": f"http://serve-serve-svc.{NAMESPACE}.svc:8000",
        "token_secret": {"namespace": NAMESPACE, "name": "serve-token", "key": "auth_token"}, "nodes": [],
    }  # fmt: skip
    outputs = {"target": "kubernetes", "kubernetes": {"identity": identity}, "clusters": [entry]}
    for command in (serve_command, predict_command):
        monkeypatch.setattr(command, "open_session", lambda *_given, **_named: made)
        monkeypatch.setattr(command, "stack_outputs", lambda _session: outputs)
    return with_service


@pytest.mark.kubernetes
def test_an_application_is_deployed_through_the_operator_with_its_code(
    serving: ControlPlane, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve"]) == 0, "it runs when the command ends"
    assert "serve_digits runs on cluster serve" in capsys.readouterr().out, "and is told"
    live = serving.objects.get(SERVICE)
    [application] = json.loads(live["spec"]["serveConfigV2"])["applications"]
    assert application["name"] == "serve_digits", "the operator keeps it, after its own restart too"
    assert application["runtime_env"]["py_modules"][0].startswith("gcs://_ray_pkg_"), (
        "with the checkout's code"
    )
    managers = {
        each["manager"] for each in live["metadata"]["managedFields"] if "serveConfigV2" in json.dumps(each)
    }
    assert managers == {MANAGER}, "the field is this command's alone, so that `up` does not change it back"


@pytest.mark.kubernetes
def test_a_second_deployment_of_the_same_changes_nothing(serving: ControlPlane) -> None:
    assert run(["serve"]) == 0, "deployed"
    before = serving.objects.get(SERVICE)["metadata"]["generation"]
    assert run(["serve"]) == 0, "and again"
    assert serving.objects.get(SERVICE)["metadata"]["generation"] == before, "nobody is replaced for it"


@pytest.mark.kubernetes
def test_the_served_model_is_asked_without_any_token(
    serving: ControlPlane, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["predict", "--json"]) == 0, "it answers"
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert [each["model_version"] for each in told["predictions"]] == [2] * 10, "ten times"
    assert f"--namespace {NAMESPACE} port-forward service/serve-serve-svc" in captured.err, "the plain way"
    assert "head-svc" not in captured.err, "and no way to where jobs are taken"


@pytest.mark.parametrize(
    ("active", "pending", "found"),
    [("a", "b", "b"), ("a", None, None), ("a", "a", None), (None, "b", None), (None, None, None)],
)
def test_only_a_cluster_that_is_to_replace_another_is_pending(
    active: str | None, pending: str | None, found: str | None
) -> None:
    status = {
        "activeServiceStatus": {"rayClusterName": active} if active else {},
        "pendingServiceStatus": {"rayClusterName": pending} if pending else None,
    }
    assert pending_cluster({"status": status}) == found, "the first one of all serves as soon as it can"
