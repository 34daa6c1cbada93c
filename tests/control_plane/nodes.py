"""Simulated nodes as manifests; pure."""

from collections.abc import Mapping
from typing import Any

from stacks.engine.versions import load_versions
from tests.control_plane.addresses import KUBELET_PORT, node_address

GPU = "nvidia.com/gpu"
PODS_PER_NODE = "110"
"""The kubelet's own default."""
UNKNOWN = (
    *("machineID", "systemUUID", "bootID", "kernelVersion", "osImage"),
    *("containerRuntimeVersion", "kubeProxyVersion"),
)
"""What the API server requires of a node, and nobody here reads."""


def node(
    *,
    name: str,
    number: int,
    cpus: int,
    memory: str,
    gpus: int,
    gpu_product: str | None,
    zone: str | None,
    labels: Mapping[str, str],
) -> dict[str, Any]:
    """Return a node as a kubelet and NVIDIA's plugins register it; `number` is unique and gives it its address."""
    capacity = {"cpu": str(cpus), "memory": memory, "pods": PODS_PER_NODE, "ephemeral-storage": "1Ti"}
    if gpus:
        capacity[GPU] = str(gpus)
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {**_labels(name, zone), **_gpu_labels(gpus, gpu_product), **labels},
        },
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": node_address(number)},
                {"type": "Hostname", "address": name},
            ],
            "capacity": capacity,
            "allocatable": dict(capacity),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": KUBELET_PORT}},
            "nodeInfo": {
                **dict.fromkeys(UNKNOWN, "simulated"),
                "kubeletVersion": f"v{load_versions().kubernetes}",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
        },
    }


def _labels(name: str, zone: str | None) -> dict[str, str]:
    known = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    return {**known, **({"topology.kubernetes.io/zone": zone} if zone else {})}


def _gpu_labels(gpus: int, product: str | None) -> dict[str, str]:
    if not gpus:
        return {}
    known = {"nvidia.com/gpu.present": "true", "nvidia.com/gpu.count": str(gpus)}
    return {**known, **({"nvidia.com/gpu.product": product} if product else {})}
