"""KubeRay and Kueue really run, as their declared pods say, and do their work."""

from typing import Any

import pytest

from tests.control_plane import operator_manifests
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.nodes import GPU
from tests.control_plane.programs import kueue_configuration

pytestmark = pytest.mark.kubernetes

IMAGE = "simulated.example/ray@sha256:" + "0" * 64
KUEUE_API = "kueue.x-k8s.io/v1beta2"


def available(cluster: ControlPlane, namespace: str, name: str) -> bool:
    found = cluster.objects.find(f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
    return bool(found and found["status"].get("availableReplicas"))


@pytest.fixture(scope="module")
def cluster(clean_control_plane: ControlPlane) -> ControlPlane:
    """The control plane with KubeRay, Kueue, a node without GPUs and two with 8 each."""
    cluster = clean_control_plane
    cluster.add_nodes(1, prefix="cpu", cpus=32, memory="128Gi")
    cluster.add_nodes(2, prefix="gpu", cpus=96, memory="1Ti", gpus=8, gpu_product="NVIDIA-H100-80GB-HBM3")
    cluster.start("kuberay", arguments=["--use-kubernetes-proxy"])
    cluster.start("kueue")
    for manifest in [*operator_manifests.kuberay(), *operator_manifests.kueue(kueue_configuration())]:
        cluster.objects.apply(manifest)
    cluster.wait(lambda: available(cluster, "kuberay-system", "kuberay-operator"), "KubeRay")
    cluster.wait(lambda: available(cluster, "kueue-system", "kueue-controller-manager"), "Kueue")
    return cluster


def group(cpus: str, memory: str, gpus: int = 0) -> dict[str, Any]:
    resources = {"cpu": cpus, "memory": memory, **({GPU: str(gpus)} if gpus else {})}
    container = {"name": "ray", "image": IMAGE, "resources": {"requests": resources, "limits": resources}}
    return {"rayStartParams": {}, "template": {"spec": {"containers": [container]}}}


def test_a_ray_cluster_gets_its_pods_onto_the_nodes_that_fit(cluster: ControlPlane) -> None:
    worker = {
        **group("16", "64Gi", gpus=8),
        "groupName": "gpu",
        "replicas": 2,
        "minReplicas": 2,
        "maxReplicas": 2,
    }
    ray = {
        "apiVersion": "ray.io/v1",
        "kind": "RayCluster",
        "metadata": {"name": "train", "namespace": "default"},
        "spec": {"rayVersion": "2.60.0", "headGroupSpec": group("4", "16Gi"), "workerGroupSpecs": [worker]},
    }
    path = cluster.objects.path_of(cluster.objects.apply(ray))
    cluster.wait(
        lambda: cluster.objects.get(path).get("status", {}).get("state") == "ready", "the RayCluster"
    )
    pods = cluster.objects.get("/api/v1/namespaces/default/pods?labelSelector=ray.io/cluster=train")["items"]
    places = sorted(
        entry["spec"]["nodeName"]
        for entry in pods
        if entry["metadata"]["labels"]["ray.io/node-type"] == "worker"
    )
    assert places == ["gpu-1", "gpu-2"], "each worker takes all GPUs of one node"
    cluster.objects.remove(path)
    cluster.wait(
        lambda: not cluster.objects.get("/api/v1/namespaces/default/pods")["items"],
        "the pods to go with the RayCluster that owns them",
    )


def test_a_job_over_quota_waits_until_there_is_room(cluster: ControlPlane) -> None:
    for manifest in queue(gpus=8):
        cluster.objects.apply(manifest)
    first = cluster.objects.path_of(cluster.objects.apply(job("first")))
    cluster.wait(lambda: not suspended(cluster, first), "the first job to be admitted")
    # Not before: of two that wait and were made within one second Kueue may take the later one.
    second = cluster.objects.path_of(cluster.objects.apply(job("second")))
    cluster.wait(lambda: "QuotaReserved" in reasons(cluster, "second"), "Kueue to have looked at the second")
    assert suspended(cluster, second), "there are 8 GPUs in the quota, and the first job has them"
    cluster.objects.remove(first)
    cluster.wait(
        lambda: not suspended(cluster, second), "the second job to be admitted when the first has gone"
    )
    cluster.objects.remove(second)


def test_kueue_judges_what_is_declared(cluster: ControlPlane) -> None:
    bad = queue(gpus=8)[1]
    bad["metadata"]["name"] = "bad"
    flavors = bad["spec"]["resourceGroups"][0]["flavors"]
    flavors[0]["resources"][0]["borrowingLimit"] = "4"
    with pytest.raises(Refused, match="borrowingLimit"):
        cluster.objects.apply(bad)


def test_every_kind_that_a_webhook_converts_got_the_certificate_of_who_answers(cluster: ControlPlane) -> None:
    kinds = cluster.objects.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"]
    webhooks = {
        kind["spec"]["names"]["plural"]: kind["spec"]["conversion"]["webhook"]["clientConfig"]
        for kind in kinds
        if kind["spec"]["conversion"]["strategy"] == "Webhook"
    }
    assert "workloads" in webhooks
    without = [name for name, webhook in webhooks.items() if "caBundle" not in webhook]
    assert not without, (
        "the API server asks ten times a second for what it never gets, and lists of the kind fail"
    )


def test_an_operator_that_has_ended_is_not_available_until_it_is_back(cluster: ControlPlane) -> None:
    cluster.end("kuberay")
    cluster.wait(lambda: not available(cluster, "kuberay-system", "kuberay-operator"), "KubeRay to be missed")
    cluster.start("kuberay")
    cluster.wait(lambda: available(cluster, "kuberay-system", "kuberay-operator"), "KubeRay to be back")


def queue(*, gpus: int) -> list[dict[str, Any]]:
    flavor = {"name": "any", "resources": [{"name": GPU, "nominalQuota": str(gpus)}]}
    groups = [{"coveredResources": [GPU], "flavors": [flavor]}]
    return [
        {"apiVersion": KUEUE_API, "kind": "ResourceFlavor", "metadata": {"name": "any"}},
        {
            "apiVersion": KUEUE_API,
            "kind": "ClusterQueue",
            "metadata": {"name": "team"},
            "spec": {"namespaceSelector": {}, "resourceGroups": groups},
        },
        {
            "apiVersion": KUEUE_API,
            "kind": "LocalQueue",
            "metadata": {"name": "team", "namespace": "default"},
            "spec": {"clusterQueue": "team"},
        },
    ]


def job(name: str) -> dict[str, Any]:
    resources = {GPU: "8"}
    container = {"name": "main", "image": IMAGE, "resources": {"requests": resources, "limits": resources}}
    labels = {"kueue.x-k8s.io/queue-name": "team"}
    template = {"spec": {"restartPolicy": "Never", "containers": [container]}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": "default", "labels": labels},
        "spec": {"template": template},
    }


def suspended(cluster: ControlPlane, path: str) -> bool:
    return cluster.objects.get(path)["spec"]["suspend"]


def reasons(cluster: ControlPlane, name: str) -> list[str]:
    workloads = cluster.objects.get(f"/apis/{KUEUE_API}/namespaces/default/workloads")["items"]
    return [
        condition["type"]
        for workload in workloads
        if workload["metadata"]["name"].startswith(f"job-{name}-")
        for condition in workload.get("status", {}).get("conditions", [])
    ]
