"""Real Kueue with what the plan declares: work waits, comes in whole, borrows, gives back, and scales."""

from dataclasses import replace

import pytest

from components.services.isolation.quotas import quotas
from components.services.queueing.queues import queueing_manifests
from tests.components.services.declared import (
    NODE_CPUS,
    NODE_GIB,
    NODE_GPUS,
    add_nodes_of,
    apply,
    bring_operators,
    plan,
    platform_of,
    pods_of,
    queued,
    ray_cluster,
    ray_job,
    running,
    team,
)
from tests.components.services.isolation.topologies import GIBIBYTE, pool

pytestmark = pytest.mark.kubernetes
MADE = plan(
    queued("first", "solo"),
    queued("second", "solo"),
    queued("lender", "lending"),
    queued("borrower", "borrowing", pool("borrower", "gpu", count=2, gpus=NODE_GPUS)),
    queued("elastic", "growing", pool("elastic", "gpu", count=1, maximum=3, gpus=NODE_GPUS)),
    queued("beside", "roomy", pool("beside", "data", count=2)),
    queues=[
        team("solo"),
        team("lending", "team-mates"),
        team("borrowing", "team-mates", cpus=12),
        # While a cluster grows, Kueue 0.16 counts its head once more: docs/decisions/0010-queued-work-that-scales.md.
        team("roomy", gpus=0, cpus=6 * NODE_CPUS, memory_bytes=6 * NODE_GIB * GIBIBYTE),
        team("growing", gpus=2 * NODE_GPUS, cpus=16, memory_bytes=4 * NODE_GIB * GIBIBYTE),
    ],
)

ROOMY = tuple(cluster for cluster in MADE.clusters if cluster.name == "beside")
"""For whose jobs there are as many nodes again."""


@pytest.fixture(scope="module")
def cluster_with_queues(clean_control_plane):
    bring_operators(clean_control_plane, MADE)
    apply(clean_control_plane, quotas(MADE, platform_of(MADE)))
    apply(clean_control_plane, queueing_manifests(MADE, platform_of(MADE)))
    add_nodes_of(clean_control_plane, MADE)
    add_nodes_of(clean_control_plane, replace(MADE, clusters=ROOMY), prefix="more-")
    return clean_control_plane


@pytest.fixture
def kubernetes(cluster_with_queues):
    yield cluster_with_queues
    for cluster in MADE.clusters:
        folder = f"/apis/ray.io/v1/namespaces/atlas-{cluster.name}"
        for kind in ("rayjobs", "rayclusters"):
            for each in cluster_with_queues.objects.get(f"{folder}/{kind}")["items"]:
                cluster_with_queues.objects.remove(f"{folder}/{kind}/{each['metadata']['name']}")
        cluster_with_queues.wait(
            lambda name=cluster.name: not pods_of(cluster_with_queues, MADE, name), f"{cluster.name} to end"
        )
        cluster_with_queues.wait(
            lambda name=cluster.name: not workloads(cluster_with_queues, name),
            f"{cluster.name} to leave its queue",
        )


def workloads(kubernetes, name):
    return kubernetes.objects.get(f"/apis/kueue.x-k8s.io/v1beta2/namespaces/atlas-{name}/workloads")["items"]


def is_refused_its_share(kubernetes, name):
    """Whether Kueue has looked at the work and said that its share is used up."""
    return any(
        condition["type"] == "QuotaReserved" and condition["status"] == "False"
        and "insufficient" in condition["message"]
        for workload in workloads(kubernetes, name)
        for condition in workload.get("status", {}).get("conditions", [])
    )  # fmt: skip


def bring(kubernetes, name, manifest=ray_cluster, **counts):
    kubernetes.objects.apply(manifest(MADE, name, **counts))


def wait_until_it_runs(kubernetes, name, pods):
    kubernetes.wait(lambda: running(kubernetes, MADE, name) == pods, f"{pods} pods of {name} to run")


def test_every_share_is_active(kubernetes):
    for queue in MADE.queues:
        path = f"/apis/kueue.x-k8s.io/v1beta2/clusterqueues/atlas-{queue.name}"
        kubernetes.wait(
            lambda path=path: any(
                each["type"] == "Active" and each["status"] == "True"
                for each in kubernetes.objects.get(path).get("status", {}).get("conditions", [])
            ),
            f"{queue.name} to be active",
        )


def test_work_beyond_the_share_waits_and_runs_when_there_is_room(kubernetes):
    bring(kubernetes, "first")
    wait_until_it_runs(kubernetes, "first", 2)
    bring(kubernetes, "second")
    kubernetes.wait(lambda: is_refused_its_share(kubernetes, "second"), "the second to be told to wait")

    assert pods_of(kubernetes, MADE, "second") == [], "not even its head, for which there would be room"

    kubernetes.objects.remove("/apis/ray.io/v1/namespaces/atlas-first/rayclusters/first")
    wait_until_it_runs(kubernetes, "second", 2)


def test_a_job_waits_with_the_cluster_that_it_brings(kubernetes):
    bring(kubernetes, "first")
    wait_until_it_runs(kubernetes, "first", 2)
    bring(kubernetes, "second", ray_job)
    kubernetes.wait(lambda: is_refused_its_share(kubernetes, "second"), "the job to be told to wait")

    clusters = kubernetes.objects.get("/apis/ray.io/v1/namespaces/atlas-second/rayclusters")["items"]
    assert clusters == [], "a job that waits has no cluster"

    kubernetes.objects.remove("/apis/ray.io/v1/namespaces/atlas-first/rayclusters/first")
    wait_until_it_runs(kubernetes, "second", 2)


def test_a_job_s_cluster_runs_beside_the_standing_one_when_share_and_nodes_have_room(kubernetes):
    bring(kubernetes, "beside")
    wait_until_it_runs(kubernetes, "beside", 3)
    bring(kubernetes, "beside", ray_job)
    wait_until_it_runs(kubernetes, "beside", 6)

    clusters = kubernetes.objects.get("/apis/ray.io/v1/namespaces/atlas-beside/rayclusters")["items"]
    assert len(clusters) == 2, "what Kueue admits is not refused by the quota of the namespace"
    used = kubernetes.objects.get("/api/v1/namespaces/atlas-beside/resourcequotas/beside")["status"]["used"]
    assert used["requests.cpu"] == str(6 * NODE_CPUS), "the quota counts both"


def test_a_gang_that_does_not_fit_whole_does_not_start(kubernetes):
    bring(kubernetes, "first", gpu=2)
    kubernetes.wait(lambda: is_refused_its_share(kubernetes, "first"), "the gang to be told to wait")

    assert pods_of(kubernetes, MADE, "first") == [], (
        "one of its two machines would have been within the share"
    )


def test_a_team_borrows_what_the_other_leaves_and_gives_it_back(kubernetes):
    bring(kubernetes, "borrower")
    wait_until_it_runs(kubernetes, "borrower", 3)

    bring(kubernetes, "lender")
    wait_until_it_runs(kubernetes, "lender", 2)
    kubernetes.wait(
        lambda: not pods_of(kubernetes, MADE, "borrower"), "the borrower to give its machines back"
    )


def test_a_queued_cluster_grows_within_its_share_and_no_further(kubernetes):
    bring(kubernetes, "elastic")
    wait_until_it_runs(kubernetes, "elastic", 2)

    scale(kubernetes, "elastic", 2)
    wait_until_it_runs(kubernetes, "elastic", 3)

    scale(kubernetes, "elastic", 3)
    kubernetes.wait(
        lambda: is_refused_its_share(kubernetes, "elastic"), "the third machine to be told to wait"
    )
    kubernetes.wait(lambda: len(pods_of(kubernetes, MADE, "elastic")) == 4, "its pod to be there")
    gated = [each for each in pods_of(kubernetes, MADE, "elastic") if each["spec"].get("schedulingGates")]
    assert len(gated) == 1, "the third machine is beyond the share: its pod is held back"
    assert running(kubernetes, MADE, "elastic") == 3, "and what runs goes on"


def test_a_queued_cluster_shrinks_and_its_share_is_free_again(kubernetes):
    bring(kubernetes, "elastic", gpu=2)
    wait_until_it_runs(kubernetes, "elastic", 3)
    workers = [
        each["metadata"]["name"]
        for each in pods_of(kubernetes, MADE, "elastic")
        if "-gpu-" in each["metadata"]["name"]
    ]
    scale(kubernetes, "elastic", 1, workers[0])
    wait_until_it_runs(kubernetes, "elastic", 2)

    path = "/apis/kueue.x-k8s.io/v1beta2/clusterqueues/atlas-growing"

    def used():
        flavors = kubernetes.objects.get(path)["status"]["flavorsUsage"]
        return {
            resource["name"]: resource["total"] for flavor in flavors for resource in flavor["resources"]
        }.get("nvidia.com/gpu")

    kubernetes.wait(lambda: used() == str(NODE_GPUS), "one machine's GPUs to be counted")


def test_a_queued_job_grows_with_the_cluster_that_it_brings(kubernetes):
    bring(kubernetes, "elastic", ray_job)
    wait_until_it_runs(kubernetes, "elastic", 2)

    (brought,) = kubernetes.objects.get("/apis/ray.io/v1/namespaces/atlas-elastic/rayclusters")["items"]
    scale(kubernetes, brought["metadata"]["name"], 2)
    wait_until_it_runs(kubernetes, "elastic", 3)


def scale(kubernetes, name, replicas, *removed):
    """Change the replicas as Ray's autoscaler does: a simulated part, no autoscaler runs here."""
    path = f"/apis/ray.io/v1/namespaces/atlas-elastic/rayclusters/{name}"
    group = "/spec/workerGroupSpecs/0"
    change = [
        {"op": "replace", "path": f"{group}/replicas", "value": replicas},
        {"op": "add", "path": f"{group}/scaleStrategy", "value": {"workersToDelete": list(removed)}},
    ]
    kubernetes.objects.request("PATCH", path, change, "application/json-patch+json")
