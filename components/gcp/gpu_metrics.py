"""NVIDIA's exporter of GPU metrics on machines with GPUs, whose driver and device plugin are GKE's own. Pure.

NVIDIA's operator is not brought: GKE supports none of its drivers on Container-Optimized OS, and a second device plugin
would stand beside GKE's (docs.nvidia.com, "NVIDIA GPU Operator with Google GKE"). GKE's own exporter feeds Cloud
Monitoring alone and wants Google's Prometheus (docs.cloud.google.com, "Collect and view DCGM metrics"), so it stays off
(`cluster_settings.py`), and the plan's Prometheus asks this one. Plans without GPUs have none of it.
"""

from __future__ import annotations

from typing import Any

from components.gcp.software import EXPORTER
from components.images import image
from components.objects import Manifest
from components.topology.model import Topology
from components.topology.places import labels_below, metadata
from components.topology.pools import has_gpus

NAME = "nvidia-dcgm-exporter"
NAMESPACE = "kube-system"
PORT = 9400
OWN = {"app": NAME}
"""The label of NVIDIA's own charts, by which whoever asks for metrics finds the exporter."""
HAS_GPUS = {"key": "cloud.google.com/gke-accelerator", "operator": "Exists"}
"""GKE puts this label on machines with GPUs."""
DRIVER, DRIVER_INSIDE = "/home/kubernetes/bin/nvidia", "/usr/local/nvidia"
"""Where GKE installs the driver on a machine, and where its plugin shows it to pods."""
AT_ONCE = {"pulumi.com/skipAwait": "true"}
"""The provider would wait for pods behind the service, and while no machine has GPUs there are none."""
POD_RESOURCES = "/var/lib/kubelet/pod-resources"
"""Where a kubelet tells which pod has which GPU."""


def exporter_manifests(topology: Topology) -> tuple[Manifest, ...]:
    """Return what runs on every machine with GPUs, and the service by which Prometheus finds it."""
    if not has_gpus(topology):
        return ()
    own = {"matchExpressions": [HAS_GPUS]}
    pod = {
        "automountServiceAccountToken": False,
        "priorityClassName": "system-node-critical",
        "affinity": {
            "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [own]}}
        },
        "tolerations": [{"operator": "Exists"}],  # whatever keeps pods off GPUs, and the order of a pool
        "containers": [_container()],
        "volumes": [
            {"name": "driver", "hostPath": {"path": DRIVER}},
            {"name": "pod-resources", "hostPath": {"path": POD_RESOURCES}},
        ],
    }
    template = {"metadata": {"labels": {**labels_below(topology), **OWN}}, "spec": pod}
    return (
        {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": metadata(topology, NAME, namespace=NAMESPACE),
            "spec": {"selector": {"matchLabels": OWN}, "template": template},
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata(topology, NAME, namespace=NAMESPACE, more_labels=OWN, annotations=AT_ONCE),
            "spec": {
                "clusterIP": "None",
                "selector": OWN,
                "ports": [{"name": "gpu-metrics", "port": PORT, "protocol": "TCP"}],
            },
        },
    )


def _container() -> dict[str, Any]:
    return {
        "name": "exporter",
        "image": image(EXPORTER),
        "imagePullPolicy": "IfNotPresent",
        "env": [
            {"name": "DCGM_EXPORTER_LISTEN", "value": f":{PORT}"},
            {"name": "DCGM_EXPORTER_KUBERNETES", "value": "true"},
            {"name": "DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE", "value": "device-name"},  # as GKE's plugin names them
            {"name": "LD_LIBRARY_PATH", "value": f"{DRIVER_INSIDE}/lib64"},
            {"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        ],
        "ports": [{"name": "gpu-metrics", "containerPort": PORT, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "1Gi"}},
        # It asks for no GPU, so no plugin hands it one: it reads all of them.
        "securityContext": {"privileged": True, "runAsNonRoot": False, "readOnlyRootFilesystem": False},
        "volumeMounts": [
            {"name": "driver", "mountPath": DRIVER_INSIDE, "readOnly": True},
            {"name": "pod-resources", "mountPath": POD_RESOURCES, "readOnly": True},
        ],
    }  # fmt: skip
