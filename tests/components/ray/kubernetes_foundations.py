"""What is in a Kubernetes cluster before Ray comes: nodes, and what the services declare for a plan."""

from collections.abc import Iterator
from typing import Any

import httpx

from components.contract import KubernetesPlatform
from components.services.isolation.claims import claims
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.isolation.priorities import priorities
from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests
from components.topology.model import Pool, Topology
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

RAY = "/apis/ray.io/v1/namespaces"


def add_nodes(
    control: ControlPlane, platform: KubernetesPlatform, pool: Pool, *, twice: bool = False
) -> None:
    """Add the nodes of a pool, each exactly as large as the plan's machine; twice as many for who is upgraded."""
    labels = {
        **platform.placements[pool.cluster, pool.name].node_selector,
        "groundplan-capacity": pool.capacity[-1],
    }
    control.add_nodes(
        pool.count * (2 if twice else 1), prefix=f"{pool.cluster}-{pool.name}", cpus=pool.machine.cpus, zone="a",
        memory=str(pool.machine.memory_bytes), gpus=pool.machine.gpus, gpu_product="NVIDIA-H100-80GB-HBM3",
        labels=labels,
    )  # fmt: skip


def operators_run(control: ControlPlane, *namespaces_of_them: str) -> bool:
    """Return whether the pods of operators have their nodes; they come first, so as to take none of a pool."""
    found = [control.objects.get(f"/api/v1/namespaces/{name}/pods")["items"] for name in namespaces_of_them]
    return all(pods and all("nodeName" in pod["spec"] for pod in pods) for pods in found)


def foundations(topology: Topology, platform: KubernetesPlatform) -> Iterator[Any]:
    """Yield what the services make before: namespaces, accounts, priorities, claims, and KubeRay itself."""
    yield from kuberay_definitions(topology)
    yield from namespaces(topology, platform)
    yield from priorities(topology, platform)
    yield from service_accounts(topology, platform)
    for name in (platform.own_class, *platform.storage_classes.values()):
        yield {
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name},
            "provisioner": "simulated.example.com", "volumeBindingMode": "WaitForFirstConsumer",
        }  # fmt: skip
    yield from claims(topology, platform)
    yield from kuberay_manifests(topology, platform)


def pods(control: ControlPlane, cluster: str, **labels: str) -> list[dict[str, Any]]:
    """Return the pods of a cluster's namespace that stay; `pool`, `role` or `owner` is what a label of them says."""
    keys = {"pool": "groundplan-pool", "role": "groundplan-role", "owner": "ray.io/cluster"}
    selector = ",".join(f"{keys[word]}={value}" for word, value in labels.items())
    found = control.objects.get(f"/api/v1/namespaces/atlas-{cluster}/pods?labelSelector={selector}")["items"]
    return [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]


def end_pods_of_jobs(control: ControlPlane, cluster: str) -> None:
    """Let the simulated kubelets end the pods of jobs well, as KubeRay's clean-up of a store does on a real node."""
    ended = {"metadata": {"annotations": {"simulated/ends": "Succeeded"}}}
    path = f"/api/v1/namespaces/atlas-{cluster}/pods"
    for pod in control.objects.get(f"{path}?labelSelector=batch.kubernetes.io/job-name")["items"]:
        try:
            control.objects.patch(f"{path}/{pod['metadata']['name']}", ended)
        except Refused as gone:
            if gone.status != httpx.codes.NOT_FOUND:
                raise


def ray_state(control: ControlPlane, cluster: str) -> str | None:
    found = control.objects.get(f"{RAY}/atlas-{cluster}/rayclusters/{cluster}")
    return found.get("status", {}).get("state")


def wait_until_ready(control: ControlPlane, cluster: str) -> None:
    control.wait(lambda: ray_state(control, cluster) == "ready", f"the cluster {cluster} to be ready")
