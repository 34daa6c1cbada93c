"""Who goes first where room is short: serving above training above batch, the same in every plan."""

from __future__ import annotations

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.topology.model import PROMOTION, Topology
from components.topology.names import namespace_name
from components.topology.places import metadata, priority_class_name

PRIORITIES = {"serving": 300_000, "training": 200_000, PROMOTION: 100_000}
"""By purpose. A pod without a class has 0, and a class of a user at most 1,000,000,000; gaps leave room between."""

PREEMPTION = {"serving": "PreemptLowerPriority", "training": "Never", PROMOTION: "Never"}
"""Only serving, where somebody waits for an answer, ends others' pods; training and batch wait until room is free."""

DESCRIPTIONS = {
    "serving": "answers people now: starts before training, and ends it where there is no room",
    "training": "waits for room, before batch work",
    PROMOTION: "batch work of the plan: waits for whatever room is left",
}


def batch_priority_class_name(topology: Topology) -> str:
    """Return the class of promotion and other work between the clusters; no cluster can be named so."""
    return namespace_name(topology.name, PROMOTION)


def priorities(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return one priority class a cluster by its purpose, and one for batch work."""
    del platform
    named = [(priority_class_name(topology, cluster), cluster.purpose) for cluster in topology.clusters]
    named.append((batch_priority_class_name(topology), PROMOTION))
    return tuple(
        {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": metadata(topology, name),
            "value": PRIORITIES[purpose],
            "preemptionPolicy": PREEMPTION[purpose],
            "globalDefault": False,
            "description": DESCRIPTIONS[purpose],
        }
        for name, purpose in named
    )
