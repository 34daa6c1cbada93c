"""How the GPUs of a plan are divided, as the MIG manager and the device plugin read it. Pure.

Which entry counts on a node says the node's label; `components/topology/gpu_profiles.py` has the labels.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from components.objects import Manifest
from components.topology.gpu_profiles import WHOLE_GPU
from components.topology.model import GpuProfile, Topology
from components.topology.places import metadata

NAMESPACE = "gpu-operator"
MIG_CONFIGURATION = "groundplan-mig"
SHARING_CONFIGURATION = "groundplan-sharing"
MIG_DISABLED = "all-disabled"
"""The entry of nodes without the label; the name is the MIG manager's own."""

WHOLE = "whole"
"""The device plugin's entry of nodes without the label."""


def profiles(topology: Topology) -> tuple[GpuProfile, ...]:
    """Return every way in which the plan divides GPUs, each once."""
    found = {
        pool.gpu_profile.word: pool.gpu_profile
        for cluster in topology.clusters
        for pool in cluster.pools
        if pool.gpu_profile
    }
    return tuple(found[word] for word in sorted(found))


def mig_configuration(topology: Topology) -> dict[str, Any]:
    """Return the MIG manager's configuration: an entry for each MIG word of the plan, named like the word."""
    entries: dict[str, Any] = {MIG_DISABLED: [{"devices": "all", "mig-enabled": False}]}
    for profile in profiles(topology):
        if profile.word.startswith("mig-"):
            devices = {profile.word.removeprefix("mig-"): profile.parts}
            entries[profile.word] = [{"devices": "all", "mig-enabled": True, "mig-devices": devices}]
    return {"version": "v1", "mig-configs": entries}


def sharing_configuration(topology: Topology) -> dict[str, dict[str, Any]]:
    """Return the device plugin's configurations by name: one for whole GPUs, one for each number of shares."""
    found: dict[str, dict[str, Any]] = {WHOLE: {"version": "v1", "flags": {"migStrategy": "mixed"}}}
    for profile in profiles(topology):
        if profile.word.startswith("shared-"):
            sharing = {
                "renameByDefault": True,
                # A pod of the plan has its machine to itself, and so all shares of its cards: NVIDIA's plugin would
                # fail it at its admission (NVIDIA/k8s-device-plugin, internal/rm, ValidateRequest).
                "failRequestsGreaterThanOne": False,
                "resources": [{"name": WHOLE_GPU, "replicas": profile.parts}],
            }
            found[profile.word] = {**found[WHOLE], "sharing": {"timeSlicing": sharing}}
    return found


def configuration_manifests(topology: Topology) -> tuple[Manifest, ...]:
    """Return the ConfigMaps that the chart's values name."""
    sharing = sharing_configuration(topology)
    return (
        _config_map(topology, MIG_CONFIGURATION, {"config.yaml": mig_configuration(topology)}),
        _config_map(topology, SHARING_CONFIGURATION, sharing),
    )


def _config_map(topology: Topology, name: str, texts: Mapping[str, Any]) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(topology, name, namespace=NAMESPACE),
        "data": {key: json.dumps(value, indent=1) for key, value in texts.items()},
    }
