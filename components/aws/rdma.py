"""The device plugin of EFA on machines with RDMA: it hands their interfaces to the pods that ask for them. Pure.

Plans without `fabric: rdma` have none of it.
"""

from __future__ import annotations

from typing import Any

from components.aws.fabric import HAS_RDMA
from components.aws.software import EFA_PLUGIN, has_rdma
from components.images import image
from components.objects import Manifest
from components.topology.model import Topology
from components.topology.node_labels import TOLERATE_GPU
from components.topology.places import labels_below, metadata

NAME = "efa-device-plugin"
NAMESPACE = "kube-system"
PLUGINS = "/var/lib/kubelet/device-plugins"
DEVICES = "/dev/infiniband"
CONFINED = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": False,  # the kubelet's socket is root's
}


def plugin_manifests(topology: Topology) -> tuple[Manifest, ...]:
    """Return what runs on every machine with RDMA."""
    if not has_rdma(topology):
        return ()
    own = {"app.kubernetes.io/name": NAME}
    pod = {
        "hostNetwork": True,
        "automountServiceAccountToken": False,
        "priorityClassName": "system-node-critical",
        "nodeSelector": HAS_RDMA,
        "tolerations": [dict(TOLERATE_GPU)],
        "containers": [_container()],
        "volumes": [
            {"name": "plugins", "hostPath": {"path": PLUGINS}},
            {"name": "devices", "hostPath": {"path": DEVICES}},
        ],
    }
    template = {"metadata": {"labels": {**labels_below(topology), **own}}, "spec": pod}
    return (
        {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": metadata(topology, NAME, namespace=NAMESPACE),
            "spec": {"selector": {"matchLabels": own}, "template": template},
        },
    )


def _container() -> dict[str, Any]:
    return {
        "name": "plugin",
        "image": image(EFA_PLUGIN),
        "imagePullPolicy": "IfNotPresent",
        "resources": {"requests": {"cpu": "10m", "memory": "20Mi"}},
        "securityContext": CONFINED,
        "volumeMounts": [
            {"name": "plugins", "mountPath": PLUGINS},
            {"name": "devices", "mountPath": DEVICES},
        ],
    }
