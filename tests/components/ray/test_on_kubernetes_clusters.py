"""What an API server, a scheduler and KubeRay make of our manifests: the real ones; nodes and heads are simulated."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.containers import SECURITY
from components.ray.manifests.cluster import cluster_manifests, ray_cluster, ray_service
from components.ray.manifests.deployment import deployment, proxies
from components.ray.manifests.job import BatchJob, job_manifest
from components.ray.manifests.setting import Setting
from components.topology.queues import QUEUE_LABEL
from tests.components.ray import plans_on_kubernetes as plans
from tests.components.ray.kubernetes_foundations import (
    RAY,
    add_nodes,
    end_pods_of_jobs,
    foundations,
    operators_run,
    pods,
    ray_state,
    wait_until_ready,
)
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

HEAD_PROGRAM = Path(__file__).with_name("simulated_ray_head.py")
TRAIN, SERVE = plans.train(), plans.serve()
BRIEF = plans.cluster("brief", "training", plans.pool("brief", "head"))
TOPOLOGY = plans.topology(TRAIN, SERVE, BRIEF)
PLATFORM = plans.platform(TOPOLOGY)


def setting(cluster: plans.Cluster, **changed: Any) -> Setting:
    return plans.setting(cluster, topology=TOPOLOGY, platform=PLATFORM, **changed)


@pytest.fixture(scope="module")
def running(clean_control_plane: ControlPlane) -> Iterator[ControlPlane]:
    """Give a control plane with KubeRay and all clusters of the plan: training on nodes that hold it exactly, the
    others on twice as many, for an upgrade and a job.
    """
    control = clean_control_plane
    control.add_nodes(1, prefix="stranger", cpus=128, memory="2Ti", zone="a")
    for manifest in foundations(TOPOLOGY, PLATFORM):
        control.objects.apply(manifest)
    control.start("kuberay", arguments=("--use-kubernetes-proxy",))
    control.start("volumes")
    control.wait(lambda: operators_run(control, "kuberay-system"), "the operator to have a node")
    for cluster in TOPOLOGY.clusters:
        for pool in cluster.pools:
            add_nodes(control, PLATFORM, pool, twice=cluster is not TRAIN)
    head = control.run_inside([sys.executable, str(HEAD_PROGRAM), str(plans.CREDENTIALS.token)])
    for cluster in TOPOLOGY.clusters:
        for manifest in cluster_manifests(setting(cluster), plans.CREDENTIALS):
            control.objects.apply(manifest)
    yield control
    head.terminate()
    head.wait()


def service_conditions(control: ControlPlane) -> dict[str, str]:
    found = control.objects.get(f"{RAY}/atlas-serve/rayservices/serve").get("status", {})
    return {one["type"]: one["status"] for one in found.get("conditions", [])}


def serving_clusters(control: ControlPlane) -> list[str]:
    found = control.objects.get(f"{RAY}/atlas-serve/rayclusters")["items"]
    return sorted(one["metadata"]["name"] for one in found)


def test_head_and_workers_run_on_the_nodes_of_their_pools_and_nowhere_else(running: ControlPlane) -> None:
    wait_until_ready(running, "train")
    by_pool = {pool.name: pods(running, "train", pool=pool.name) for pool in TRAIN.pools}
    assert {name: len(found) for name, found in by_pool.items()} == {"head": 1, "data": 1, "gpu": 2}
    for name, found in by_pool.items():
        for pod in found:
            assert pod["spec"]["nodeName"].startswith(f"train-{name}-"), (
                f"{name} runs on {pod['spec']['nodeName']}"
            )


def test_what_stands_beside_finds_room_on_the_heads_nodes(running: ControlPlane) -> None:
    def placed() -> list[str]:
        found = [
            *pods(running, "train", role="fault-tolerance"),
            *pods(running, "train", role="logs"),
        ]
        return [pod["spec"].get("nodeName", "") for pod in found if pod["status"]["phase"] == "Running"]

    running.wait(lambda: len(placed()) == 2, "the store for fault tolerance and the kept logs to run")
    assert all(node.startswith("train-head-") for node in placed())


def test_kuberay_adds_nothing_that_is_not_locked_down(running: ControlPlane) -> None:
    wait_until_ready(running, "train")
    seen = set()
    for pod in pods(running, "train"):
        for container in (*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]):
            seen.add(container["name"])
            assert container["securityContext"] == SECURITY, f"{container['name']} is not restricted"
            assert container["resources"]["limits"].keys() >= {"cpu", "memory"}, (
                f"{container['name']} has no limit"
            )
            tokens = [
                one for one in container.get("volumeMounts", []) if "serviceaccount" in one["mountPath"]
            ]
            assert bool(tokens) == (container["name"] == "autoscaler"), f"{container['name']} has a token"
    assert {"ray-head", "ray-worker", "autoscaler", "certificate", "logs", "wait-gcs-ready"} <= seen


def test_pods_are_guaranteed_what_they_ask_for(running: ControlPlane) -> None:
    wait_until_ready(running, "train")
    for pod in pods(running, "train"):
        assert pod["status"]["qosClass"] == "Guaranteed", "it would be the first to be evicted"


def test_kuberay_probes_what_answers_without_a_token(running: ControlPlane) -> None:
    wait_until_ready(running, "train")
    (head,) = pods(running, "train", pool="head")
    probe = head["spec"]["containers"][0]["readinessProbe"]
    assert probe["httpGet"]["path"] == "/api/healthz", "the probe would be refused for want of a token"


def test_a_suspended_cluster_keeps_its_name_and_comes_back(running: ControlPlane) -> None:
    wait_until_ready(running, "train")
    path = f"{RAY}/atlas-train/rayclusters/train"
    uid = running.objects.get(path)["metadata"]["uid"]
    running.objects.patch(path, {"spec": {"suspend": True}})
    running.wait(lambda: ray_state(running, "train") == "suspended", "the cluster to be suspended")
    running.wait(lambda: not pods(running, "train", pool="gpu"), "its machines to be free")
    assert pods(running, "train", role="fault-tolerance"), "what the head must not forget went with it"
    for manifest in cluster_manifests(setting(TRAIN), plans.CREDENTIALS):
        running.objects.apply(manifest)
    assert running.objects.get(path)["spec"]["suspend"] is True, "up must not wake up what nobody uses"
    running.objects.patch(path, {"spec": {"suspend": False}})
    wait_until_ready(running, "train")
    assert running.objects.get(path)["metadata"]["uid"] == uid, "the head would look for its memory elsewhere"


def test_a_change_of_the_cluster_reaches_the_pods_that_run(running: ControlPlane) -> None:
    wait_until_ready(running, "brief")
    (before,) = pods(running, "brief", pool="head")
    changed = setting(BRIEF, environment={"MLFLOW_TRACKING_URI": "http://registry"})
    for manifest in cluster_manifests(changed, plans.CREDENTIALS):
        running.objects.apply(manifest)

    def after() -> list[str]:
        return [pod["metadata"]["uid"] for pod in pods(running, "brief", pool="head")]

    running.wait(lambda: after() and before["metadata"]["uid"] not in after(), "the head to be made anew")
    wait_until_ready(running, "brief")


def test_a_service_is_ready_before_anything_is_deployed(running: ControlPlane) -> None:
    running.wait(lambda: service_conditions(running).get("Ready") == "True", "the service to be ready")
    names = {
        one["metadata"]["name"]
        for one in running.objects.get("/api/v1/namespaces/atlas-serve/services")["items"]
    }
    assert {"serve-head-svc", "serve-serve-svc"} <= names, "the addresses that the stack tells lead nowhere"


def test_a_deployment_is_made_in_place(running: ControlPlane) -> None:
    running.wait(lambda: service_conditions(running).get("Ready") == "True", "the service to be ready")
    before = serving_clusters(running)
    application = {"name": "chat", "route_prefix": "/", "import_path": "chat:build"}
    manifest = deployment(
        "atlas-serve", "serve", {**proxies(SERVE.ports.serve), "applications": [application]}
    )
    path = (
        f"{RAY}/atlas-serve/rayservices/serve?fieldManager=groundplan-serve&force=true&fieldValidation=Strict"
    )
    running.objects.request("PATCH", path, manifest, "application/apply-patch+yaml")

    def deployed() -> list[str]:
        status = running.objects.get(f"{RAY}/atlas-serve/rayservices/serve")["status"]
        return list(status.get("activeServiceStatus", {}).get("applicationStatuses") or {})

    running.wait(lambda: deployed() == ["chat"], "the application to be deployed")
    assert serving_clusters(running) == before, "a deployment needs no second cluster"


def test_a_change_of_the_service_makes_a_second_cluster_with_what_was_deployed(running: ControlPlane) -> None:
    running.wait(lambda: service_conditions(running).get("Ready") == "True", "the service to be ready")
    before = serving_clusters(running)
    manifest = dict(ray_service(replace(setting(SERVE), fingerprint="another-authority")))
    told = running.objects.get(f"{RAY}/atlas-serve/rayservices/serve")["spec"]["serveConfigV2"]
    # As with `ignore_changes`: the provider leaves out what belongs to somebody else.
    manifest["spec"] = {key: value for key, value in manifest["spec"].items() if key != "serveConfigV2"}
    running.objects.apply(manifest)
    running.wait(lambda: bool(set(serving_clusters(running)) - set(before)), "the second cluster")

    def active() -> str:
        status = running.objects.get(f"{RAY}/atlas-serve/rayservices/serve")["status"]
        return status.get("activeServiceStatus", {}).get("rayClusterName", "")

    running.wait(lambda: active() not in before, "traffic to move to the second cluster")
    kept = running.objects.get(f"{RAY}/atlas-serve/rayservices/serve")["spec"]["serveConfigV2"]
    assert json.loads(kept) == json.loads(told), "what was deployed would be gone after an upgrade"


def test_a_batch_job_runs_on_a_cluster_of_its_own_and_gives_it_back(running: ControlPlane) -> None:
    asked = BatchJob(name="pretrain", entrypoint="python -c 1", code="pretrain-code", kept_s=0)
    manifest = job_manifest(ray_cluster(setting(BRIEF)), asked)
    assert QUEUE_LABEL not in manifest["metadata"]["labels"]
    running.objects.apply(manifest)
    path = f"{RAY}/atlas-brief/rayjobs/pretrain"

    def status() -> dict[str, Any]:
        return running.objects.get(path).get("status", {})

    running.wait(lambda: status().get("jobDeploymentStatus") == "Complete", "the job to end")
    assert status()["jobStatus"] == "SUCCEEDED"
    own = status()["rayClusterName"]
    gone = f"{RAY}/atlas-brief/rayclusters/{own}"
    running.wait(lambda: running.objects.find(gone) is None, "the job's cluster to be given back")


@pytest.mark.parametrize(
    ("name", "plural", "how"),
    [("brief", "rayclusters", "Foreground"), ("serve", "rayservices", "Background")],
)
def test_what_is_deleted_leaves_nothing(running: ControlPlane, name: str, plural: str, how: str) -> None:
    path = f"{RAY}/atlas-{name}/{plural}/{name}"
    owned = running.objects.get(f"{RAY}/atlas-{name}/rayclusters")["items"]
    assert owned, "there is nothing to be left"
    # As the official provider deletes by default, and where the annotation says otherwise.
    running.objects.request("DELETE", path, {"propagationPolicy": how})

    def left() -> list[Any]:
        end_pods_of_jobs(running, name)
        clusters = running.objects.get(f"{RAY}/atlas-{name}/rayclusters")["items"]
        found = running.objects.find(path)
        return [
            found,
            *clusters,
            *(pod for one in owned for pod in pods(running, name, owner=one["metadata"]["name"])),
        ]

    running.wait(lambda: left() == [None], f"{name}, its clusters and all their pods to be gone")
