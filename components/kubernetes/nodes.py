"""A node as the API server has it, read for what it may give to pods."""

from collections.abc import Mapping
from typing import Any

from components.topology.facts import NodeFacts, Requests
from components.topology.gpu_profiles import PARTED, SHARED_PRODUCT
from components.topology.labels import PLAN, STACK
from components.topology.quantity import bytes_of, cores_of

GPU = "nvidia.com/gpu"
SHARED_GPU = "nvidia.com/gpu.shared"
MIG = "nvidia.com/mig-"
"""How the resources of a divided GPU begin, such as nvidia.com/mig-1g.10gb."""
GPU_COUNT = "nvidia.com/gpu.count"
GPU_MODELS = (
    "nvidia.com/gpu.product",  # GPU feature discovery, which the operator brings
    "cloud.google.com/gke-accelerator",
    "karpenter.k8s.aws/instance-gpu-name",
    "eks.amazonaws.com/instance-gpu-name",
)
"""Labels that name the model of a node's GPUs; the first that is there is right."""
PARTS_OF_GKE = ("cloud.google.com/gke-gpu-partition-size", "cloud.google.com/gke-max-shared-clients-per-gpu")
"""Labels of nodes on which GKE divides GPUs; its plugin has no other name for parts than that of whole ones."""
GPU_DRIVERS = ("nvidia.com/cuda.driver-version.major", "nvidia.com/cuda.driver.major")
"""Labels of GPU feature discovery that name the branch of a node's driver; older releases have the second alone."""
SEARCHED = "feature.node.kubernetes.io/"
"""Prefix of the labels of node feature discovery."""
GPUS_FOUND = (
    f"{GPU}.present",
    *(f"{SEARCHED}{device}.present" for device in ("pci-10de", "pci-0302_10de", "pci-0300_10de")),
)
"""Labels by which the GPU operator takes a node for one with GPUs (its own, and of features: state_manager.go)."""
ZONE = "topology.kubernetes.io/zone"
KEEPS_AWAY = ("NoSchedule", "NoExecute")
TOLERATED = GPU
"""Key of the taint that pods with GPUs tolerate."""
PASSING = "node.kubernetes.io/"
"""Prefix of taints that tell a state of the node which passes; whether it is ready says the same."""


def node_facts(node: Mapping[str, Any], taken: Mapping[str, Requests]) -> NodeFacts:
    """Return what a node may give to pods; `taken` is what those that run there ask, by their stack."""
    labels = node["metadata"].get("labels") or {}
    status, spec = node.get("status") or {}, node.get("spec") or {}
    room = status.get("allocatable") or {}
    ready = any(
        each["type"] == "Ready" and each["status"] == "True" for each in status.get("conditions") or ()
    )
    named_whole = names_parts_whole(labels)
    parts = {
        name: count
        for name in room
        if (is_part(name) or (named_whole and name == GPU)) and (count := int(cores_of(str(room[name]))))
    }
    whole = 0 if named_whole else int(cores_of(str(room.get(GPU, "0"))))
    # Of parts that are named like whole GPUs the label counts the parts.
    counted = labels.get(GPU_COUNT, "") if parts and not named_whole else ""
    return NodeFacts(
        name=node["metadata"]["name"],
        cpus=cores_of(str(room.get("cpu", "0"))),
        memory_bytes=bytes_of(str(room.get("memory", "0"))),
        gpus=max(whole, int(counted) if counted.isdecimal() else 0),
        gpu_parts=parts,
        gpu_model=next((labels[key] for key in GPU_MODELS if labels.get(key)), None),
        gpu_driver=next((int(labels[key]) for key in GPU_DRIVERS if labels.get(key, "").isdecimal()), None),
        gpus_found=_gpus_found(labels),
        zone=labels.get(ZONE),
        is_usable=ready and not spec.get("unschedulable", False),
        taints=tuple(sorted(map(_written, filter(_keeps_away, spec.get("taints") or ())))),
        plan=labels.get(PLAN),
        stack=labels.get(STACK),
        is_for_gpus=any(
            each["key"] == TOLERATED and each["effect"] in KEEPS_AWAY for each in spec.get("taints") or ()
        ),
        taken=taken,
    )


def is_part(resource: str) -> bool:
    """Return whether a resource is of parts of GPUs."""
    return resource == SHARED_GPU or resource.startswith(MIG)


def names_parts_whole(labels: Mapping[str, str]) -> bool:
    """Return whether a node's device plugin offers parts of GPUs by the name of whole ones.

    The product tells it, as feature discovery writes it (github.com/NVIDIA/k8s-device-plugin, internal/lm). The label
    nvidia.com/mig.strategy does not: nodes with whole GPUs have "single" too, which is the GPU operator's default.
    """
    product = labels.get(GPU_MODELS[0], "")
    partition, clients = (labels.get(key, "") for key in PARTS_OF_GKE)
    turns = clients.isdecimal() and int(clients) > 1
    return PARTED in product or product.endswith(SHARED_PRODUCT) or bool(partition) or turns


def _gpus_found(labels: Mapping[str, str]) -> bool | None:
    if any(labels.get(key) == "true" for key in GPUS_FOUND):
        return True
    return False if any(key.startswith(SEARCHED) for key in labels) else None


def _keeps_away(taint: Mapping[str, str]) -> bool:
    key = taint["key"]
    return taint["effect"] in KEEPS_AWAY and key != TOLERATED and not key.startswith(PASSING)


def _written(taint: Mapping[str, str]) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"
