"""The values of NVIDIA's GPU operator for a plan. Pure; what the chart makes of them is not rendered here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.contract import KubernetesPlatform
from components.services.gpu.configuration import (
    MIG_CONFIGURATION,
    MIG_DISABLED,
    SHARING_CONFIGURATION,
    WHOLE,
)
from components.topology.gpu_profiles import SHARED_GPU
from components.topology.gpu_software import DEVICE_PLUGIN, DRIVER, FEATURES, TOOLKIT
from components.topology.model import Topology
from components.topology.node_labels import TOLERATE_GPU

ON_CONTROL_PLANE = {
    "key": "node-role.kubernetes.io/control-plane",
    "operator": "Exists",
    "effect": "NoSchedule",
}
"""Where the chart lets its search for features run too; a list of ours takes the place of its own."""

EXPORTER = {
    "DCGM_EXPORTER_LISTEN": ":9400",
    "DCGM_EXPORTER_KUBERNETES": "true",
    "DCGM_EXPORTER_COLLECTORS": "/etc/dcgm-exporter/dcp-metrics-included.csv",
}
"""The chart's own, which a list of ours takes the place of (deployments/gpu-operator/values.yaml)."""


def values(topology: Topology, platform: KubernetesPlatform) -> dict[str, Any]:
    """Return the chart's values: MIG and shares as the plan says, metrics on, and nothing reachable from outside.

    What the nodes bring themselves the operator leaves alone: a second toolkit would write the configuration of
    containerd over that of the nodes, and its own driver does not fit every image of a cloud.
    """
    tolerations, brought = _tolerations(topology, platform), platform.gpu_software
    runtime = {"runtimeClass": platform.gpu_runtime} if TOOLKIT in brought else {}
    return {
        "operator": {"cleanupCRD": False, **runtime},
        "daemonsets": {"tolerations": tolerations},
        "node-feature-discovery": {"worker": {"tolerations": [*tolerations, ON_CONTROL_PLANE]}},
        # Where the host has one that nobody tells of, the operator finds it and leaves it alone.
        "driver": {"enabled": DRIVER not in brought},
        "toolkit": {"enabled": TOOLKIT not in brought},
        "nfd": {"enabled": FEATURES not in brought},
        "mig": {"strategy": "mixed"},
        # It would undo what somebody else divided: to nodes without the label it gives whole GPUs.
        "migManager": {
            "enabled": DEVICE_PLUGIN not in brought,
            "config": {"name": MIG_CONFIGURATION, "create": False, "default": MIG_DISABLED},
        },
        "devicePlugin": {
            "enabled": DEVICE_PLUGIN not in brought,
            "config": {"name": SHARING_CONFIGURATION, "create": False, "default": WHOLE},
        },
        # The monitor is ours, for this chart may be there before the kinds of Prometheus' operator are.
        "dcgmExporter": {"enabled": True, "serviceMonitor": {"enabled": False}, **_of_shares(topology)},
        "dcgm": {"enabled": False},
        "gfd": {"enabled": True},
        "nodeStatusExporter": {"enabled": False},
        "sandboxWorkloads": {"enabled": False},
    }


def _tolerations(topology: Topology, platform: KubernetesPlatform) -> list[Mapping[str, str]]:
    """Return what lets the operator's pods onto every node with GPUs, those of spot among them."""
    found: list[Mapping[str, str]] = [TOLERATE_GPU]
    for each in _of_gpu_pools(topology, platform):
        if each not in found:
            found.append(each)
    return found


def _of_gpu_pools(topology: Topology, platform: KubernetesPlatform) -> Iterator[Mapping[str, str]]:
    for cluster in topology.clusters:
        for pool in cluster.pools:
            placement = platform.placements.get((pool.cluster, pool.name))
            if pool.machine.gpus and placement is not None:
                yield from map(dict, placement.tolerations)


def _of_shares(topology: Topology) -> dict[str, Any]:
    """Return what the exporter is told where GPUs are shared: it knows no pod of a resource that it is not told of."""
    pools = (pool for cluster in topology.clusters for pool in cluster.pools)
    if not any(pool.gpu_profile and pool.gpu_profile.resource == SHARED_GPU for pool in pools):
        return {}
    told = {**EXPORTER, "NVIDIA_RESOURCE_NAMES": SHARED_GPU, "KUBERNETES_VIRTUAL_GPUS": "true"}
    return {"env": [{"name": name, "value": value} for name, value in told.items()]}
