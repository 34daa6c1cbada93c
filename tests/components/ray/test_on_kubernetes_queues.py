"""What Kueue makes of a cluster with a range that waits in a queue: the real one; nodes are simulated."""

from dataclasses import replace
from typing import Any

import pytest

from components.ray.manifests.cluster import cluster_manifests, ray_cluster
from components.ray.manifests.job import BatchJob, job_manifest
from components.services.operators.kueue import kueue_definitions, kueue_manifests
from components.services.queueing.queues import queueing_manifests
from components.topology.model import Queue
from tests.components.ray import plans_on_kubernetes as plans
from tests.components.ray.kubernetes_foundations import RAY, add_nodes, foundations, operators_run, pods
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

TRAIN = plans.train(queue="research")
ROOM_FOR_ONE = Queue(name="research", cohort=None, cpus=200, memory_bytes=2**41, gpus={"H100": 16})
CPUS = sum(pool.count * pool.machine.cpus for pool in TRAIN.pools)
ROOM_FOR_TWO = replace(ROOM_FOR_ONE, cpus=2 * CPUS, memory_bytes=2**42, gpus={"H100": 32})
"""And for no machine more: what grows is held back."""
TOPOLOGY = plans.topology(TRAIN, stores=(), queues=(ROOM_FOR_ONE,))
PLATFORM = plans.platform(TOPOLOGY)
SETTING = plans.setting(TRAIN, topology=TOPOLOGY, platform=PLATFORM)
WORKLOADS = "/apis/kueue.x-k8s.io/v1beta2/namespaces/atlas-train/workloads"
CLUSTER = f"{RAY}/atlas-train/rayclusters/train"
JOB = f"{RAY}/atlas-train/rayjobs/pretrain"


@pytest.fixture(scope="module")
def queued(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a control plane with KubeRay, Kueue, and a queue with room for one cluster, which is there."""
    control = clean_control_plane
    control.add_nodes(1, prefix="stranger", cpus=128, memory="2Ti", zone="a")
    for manifest in (
        *foundations(TOPOLOGY, PLATFORM),
        *kueue_definitions(TOPOLOGY),
        *kueue_manifests(TOPOLOGY, PLATFORM),
    ):
        control.objects.apply(manifest)
    control.start("kuberay", arguments=("--use-kubernetes-proxy",))
    control.start("kueue")
    control.start("volumes")
    control.wait(
        lambda: operators_run(control, "kuberay-system", "kueue-system"), "the operators to have a node"
    )
    for pool in TRAIN.pools:
        add_nodes(control, PLATFORM, pool, twice=True)
    for manifest in queueing_manifests(TOPOLOGY, PLATFORM):
        control.wait(lambda one=manifest: is_taken(control, one), "Kueue to take its queues")
    for manifest in cluster_manifests(SETTING, plans.CREDENTIALS):
        control.objects.apply(manifest)
    control.wait(lambda: state(control) == "ready", "the cluster to be admitted and ready")
    return control


def is_taken(control: ControlPlane, manifest: Any) -> bool:
    try:
        control.objects.apply(manifest)
    except Refused:
        return False  # its webhook does not answer yet
    return True


def state(control: ControlPlane) -> str | None:
    return control.objects.get(CLUSTER).get("status", {}).get("state")


def test_a_cluster_with_a_range_is_admitted_with_all_that_it_starts_with(queued: ControlPlane) -> None:
    counted = [
        {group["name"]: group["count"] for group in workload["spec"]["podSets"]}
        for workload in queued.objects.get(WORKLOADS)["items"]
    ]
    assert {"head": 1, "data": 1, "gpu": 2} in counted, "Kueue would lend out machines that are taken"


def test_kueue_takes_the_same_cluster_again(queued: ControlPlane) -> None:
    for manifest in cluster_manifests(SETTING, plans.CREDENTIALS):
        queued.objects.apply(manifest)
    assert queued.objects.get(CLUSTER)["spec"]["suspend"] is False, "every up would send it back in line"


def test_a_job_without_room_waits_and_runs_beside_the_cluster_when_there_is(queued: ControlPlane) -> None:
    asked = BatchJob(name="pretrain", entrypoint="python -c 1", code="pretrain-code")
    queued.objects.apply(job_manifest(ray_cluster(SETTING), asked))

    def waiting() -> list[str]:
        return [
            condition["reason"]
            for workload in queued.objects.get(WORKLOADS)["items"]
            if workload["metadata"]["name"].startswith("rayjob-pretrain")
            for condition in workload.get("status", {}).get("conditions", [])
            if condition["type"] == "QuotaReserved" and condition["status"] == "False"
        ]

    queued.wait(lambda: waiting() == ["Pending"], "the job to wait in the queue")
    job = queued.objects.get(JOB)
    assert job["spec"]["suspend"] is True, "it would take what is not its share"
    assert job["metadata"]["finalizers"], "KubeRay has written it anew"
    assert job["metadata"]["generation"] == 1, "Kueue would make two workloads of it, and then never start it"

    for manifest in queueing_manifests(replace(TOPOLOGY, queues=(ROOM_FOR_TWO,)), PLATFORM):
        queued.objects.apply(manifest)
    queued.wait(lambda: len(brought(queued)) == 4, "the job's head and workers to run")
    path = f"{RAY}/atlas-train/rayclusters/{queued.objects.get(JOB)['status']['rayClusterName']}"
    groups = queued.objects.get(path)["spec"]["workerGroupSpecs"]
    (data,) = [index for index, group in enumerate(groups) if group["groupName"] == "data"]
    # As Ray's autoscaler does: a simulated part, no autoscaler runs here.
    grown = [{"op": "replace", "path": f"/spec/workerGroupSpecs/{data}/replicas", "value": 2}]
    queued.objects.request("PATCH", path, grown, "application/json-patch+json")

    def gated() -> list[str]:
        found = pods(queued, "train", owner=path.rpartition("/")[2])
        return [pod["metadata"]["name"] for pod in found if pod["spec"].get("schedulingGates")]

    queued.wait(lambda: len(gated()) == 1, "the machine beyond the share to be held back")
    assert len(brought(queued)) == 4, "what runs goes on"


def brought(control: ControlPlane) -> list[str]:
    """The pods that run of the cluster that the job brought."""
    own = control.objects.get(JOB).get("status", {}).get("rayClusterName") or "none"
    return [
        pod["metadata"]["name"]
        for pod in pods(control, "train", owner=own)
        if pod["status"]["phase"] == "Running"
    ]


def test_a_cluster_that_kueue_admitted_cannot_be_stopped_by_anybody_else(queued: ControlPlane) -> None:
    queued.objects.patch(CLUSTER, {"spec": {"suspend": True}})
    queued.wait(lambda: not queued.objects.get(CLUSTER)["spec"]["suspend"], "Kueue to start what it admitted")
