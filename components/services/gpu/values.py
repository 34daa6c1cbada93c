"""The values of NVIDIA's GPU operator for a plan. Pure; what the chart makes of them is not rendered here."""

from __future__ import annotations

from typing import Any

from components.services.gpu.configuration import (
    MIG_CONFIGURATION,
    MIG_DISABLED,
    SHARING_CONFIGURATION,
    WHOLE,
)
from components.topology.model import Topology

TOLERATIONS = [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]
"""The taint that keeps other pods off GPU nodes; `components/kubernetes` sets it."""


def values(topology: Topology) -> dict[str, Any]:
    """Return the chart's values: MIG and shares as the plan says, metrics on, and nothing reachable from outside."""
    del topology  # what differs between plans is in the ConfigMaps that these values name
    return {
        "operator": {"cleanupCRD": False},
        "daemonsets": {"tolerations": TOLERATIONS},
        "node-feature-discovery": {"worker": {"tolerations": TOLERATIONS}},
        "driver": {"enabled": True},  # the operator leaves a driver alone that it finds on the host
        "mig": {"strategy": "mixed"},
        "migManager": {
            "enabled": True,
            "config": {"name": MIG_CONFIGURATION, "create": False, "default": MIG_DISABLED},
        },
        "devicePlugin": {
            "enabled": True,
            "config": {"name": SHARING_CONFIGURATION, "create": False, "default": WHOLE},
        },
        # The monitor is ours, for this chart may be there before the kinds of Prometheus' operator are.
        "dcgmExporter": {"enabled": True, "serviceMonitor": {"enabled": False}},
        "dcgm": {"enabled": False},
        "gfd": {"enabled": True},
        "nodeStatusExporter": {"enabled": False},
        "sandboxWorkloads": {"enabled": False},
    }
