"""Images that are on a machine with GPUs before its GPUs can be asked for: a pod that holds the runtime image. Pure.

Such a machine joins minutes before its device plugin has found the driver, and until then no pod that asks for a GPU is
placed there. This one asks for none, so the image comes in the meantime. It does nothing, and reaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.containers import POD_SECURITY, SECURITY, variable
from components.contract import KubernetesPlatform, Placement
from components.objects import Manifest
from components.topology.labels import ROLE
from components.topology.model import Cluster, Topology
from components.topology.places import REASON, labels_below, metadata, namespace_of

NAME = "early-images"
MILLICPUS, MEMORY_BYTES = 20, 32 * 2**20
"""At most; a process that sleeps takes a hundredth of it."""
AT_ONCE = {"pulumi.com/skipAwait": "true"}
"""The provider would wait until every machine has pulled it."""
NO_GPU = variable("NVIDIA_VISIBLE_DEVICES", "void")
"""Images with CUDA ask NVIDIA's runtime for all GPUs of a machine, also where the pod asks for none."""
HOUR_S = 60 * 60


def early_images(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return what pulls the runtime image onto machines with GPUs, one for each cluster that has some; nothing where
    the platform does not pull early.
    """
    if not platform.pulls_images_early or topology.image is None:
        return ()
    return tuple(
        _on_every_machine(topology, cluster, topology.image, places)
        for cluster in topology.clusters
        if (places := _with_gpus(cluster, platform))
    )


def most_pods(cluster: Cluster, platform: KubernetesPlatform) -> int:
    """Return how many such pods a cluster's namespace may have: one a machine, and while one replaces another two."""
    if not platform.pulls_images_early:
        return 0
    return 2 * sum(pool.maximum for pool in cluster.pools if pool.machine.gpus)


def _with_gpus(cluster: Cluster, platform: KubernetesPlatform) -> list[Placement]:
    return [platform.placements[cluster.name, pool.name] for pool in cluster.pools if pool.machine.gpus]


def _on_every_machine(
    topology: Topology, cluster: Cluster, image: str, places: Iterable[Placement]
) -> Manifest:
    own = {ROLE: NAME}
    why = {REASON: "the runtime image is there before a machine's GPUs can be asked for"}
    terms = [{"matchExpressions": _selected(place)} for place in places]
    pod = {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        # Without a class: below every pod of the plan, which may take its room.
        "terminationGracePeriodSeconds": 1,
        "securityContext": POD_SECURITY,
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}},
        "tolerations": _tolerations(places),
        "containers": [_container(image)],
    }  # fmt: skip
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": metadata(
            topology, NAME, namespace=namespace_of(topology, cluster), more_labels=cluster.labels,
            annotations={**AT_ONCE, **why},
        ),
        "spec": {
            "selector": {"matchLabels": own},
            # Another image comes to all machines at once.
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}},
            "template": {"metadata": {"labels": {**labels_below(topology), **own}}, "spec": pod},
        },
    }  # fmt: skip


def _selected(place: Placement) -> list[dict[str, Any]]:
    return [
        {"key": key, "operator": "In", "values": [value]}
        for key, value in sorted(place.node_selector.items())
    ]


def _tolerations(places: Iterable[Placement]) -> list[dict[str, Any]]:
    """Return what keeps others off the machines, each once."""
    found: list[dict[str, Any]] = []
    for place in places:
        found += [each for one in place.tolerations if (each := dict(one)) not in found]
    return found


def _container(image: str) -> dict[str, Any]:
    alive = {"exec": {"command": ["/bin/true"]}, "periodSeconds": HOUR_S}
    return {
        "name": NAME,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["/bin/sleep", "infinity"],
        "env": [NO_GPU],
        "resources": {
            "requests": {"cpu": "1m", "memory": "8Mi"},
            "limits": {"cpu": f"{MILLICPUS}m", "memory": str(MEMORY_BYTES)},
        },
        "readinessProbe": alive,
        "livenessProbe": alive,
        "securityContext": SECURITY,
    }
