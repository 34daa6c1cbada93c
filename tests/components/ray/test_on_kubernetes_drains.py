"""Which heads a drain takes: the real API server, disruption controller and KubeRay; nodes and heads are simulated."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from components.ray.manifests.cluster import cluster_manifests, ray_cluster
from components.ray.manifests.job import BatchJob, head_budget, job_manifest
from tests.components.ray import plans_on_kubernetes as plans
from tests.components.ray.kubernetes_foundations import (
    RAY,
    add_nodes,
    foundations,
    operators_run,
    pods,
    wait_until_ready,
)
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

HEAD_PROGRAM = Path(__file__).with_name("simulated_ray_head.py")
BRIEF = plans.cluster("brief", "training", plans.pool("brief", "head"))
TOPOLOGY = plans.topology(BRIEF)
PLATFORM = plans.platform(TOPOLOGY)
SETTING = plans.setting(BRIEF, topology=TOPOLOGY, platform=PLATFORM)
BUDGETS = "/apis/policy/v1/namespaces/atlas-brief/poddisruptionbudgets"


@pytest.fixture(scope="module")
def two_heads(clean_control_plane: ControlPlane) -> Iterator[ControlPlane]:
    """Give a control plane with a cluster that is ready and a job that has brought its own."""
    control = clean_control_plane
    control.add_nodes(1, prefix="stranger", cpus=128, memory="2Ti", zone="a")
    for manifest in foundations(TOPOLOGY, PLATFORM):
        control.objects.apply(manifest)
    control.start("kuberay", arguments=("--use-kubernetes-proxy",))
    control.start("volumes")
    control.wait(lambda: operators_run(control, "kuberay-system"), "the operator to have a node")
    add_nodes(control, PLATFORM, BRIEF.head, twice=True)
    head = control.run_inside([sys.executable, str(HEAD_PROGRAM), str(plans.CREDENTIALS.token)])
    for manifest in cluster_manifests(SETTING, plans.CREDENTIALS):
        control.objects.apply(manifest)
    wait_until_ready(control, "brief")
    job = job_manifest(ray_cluster(SETTING), BatchJob(name="kept", entrypoint="true", code="kept-code"))
    for manifest in (job, head_budget(job)):
        control.objects.apply(manifest)
    yield control
    head.terminate()
    head.wait()


def test_a_drain_takes_neither_the_standing_head_nor_that_of_a_job(two_heads: ControlPlane) -> None:
    def counted() -> list[tuple[int, int]]:
        told = [
            two_heads.objects.get(f"{BUDGETS}/{name}").get("status", {}) for name in ("brief-head", "kept")
        ]
        return [(each.get("expectedPods", 0), each.get("currentHealthy", 0)) for each in told]

    two_heads.wait(lambda: counted() == [(1, 1), (1, 1)], "each budget to count its own head")
    heads = [pod["metadata"]["name"] for pod in pods(two_heads, "brief", pool="head")]
    assert len(heads) == 2, "the standing one and that of the job"
    for name in heads:
        eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}}
        with pytest.raises(Refused) as refused:
            two_heads.objects.request(
                "POST", f"/api/v1/namespaces/atlas-brief/pods/{name}/eviction", eviction
            )
        assert refused.value.status == httpx.codes.TOO_MANY_REQUESTS, f"{name} could be evicted"


def test_what_keeps_the_head_goes_with_its_job(two_heads: ControlPlane) -> None:
    job = two_heads.objects.get(f"{RAY}/atlas-brief/rayjobs/kept")
    owner = {"apiVersion": "ray.io/v1", "kind": "RayJob", "name": "kept", "uid": job["metadata"]["uid"]}
    two_heads.objects.patch(f"{BUDGETS}/kept", {"metadata": {"ownerReferences": [owner]}})
    two_heads.objects.request(
        "DELETE", f"{RAY}/atlas-brief/rayjobs/kept", {"propagationPolicy": "Background"}
    )
    two_heads.wait(lambda: two_heads.objects.find(f"{BUDGETS}/kept") is None, "the budget to go")
