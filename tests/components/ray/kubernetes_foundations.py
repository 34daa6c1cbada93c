"""What is in a Kubernetes cluster before Ray comes: nodes, and what the services declare for a plan."""

from collections.abc import Iterator
from typing import Any

from components.contract import KubernetesPlatform
from components.services.isolation.claims import claims
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.isolation.priorities import priorities
from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests
from components.topology.model import Pool, Topology
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
