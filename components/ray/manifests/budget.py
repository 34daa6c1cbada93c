"""A budget of disruptions: how many pods a node's drain has to leave. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def budget(metadata: Mapping[str, Any], selector: Mapping[str, Any], least: int) -> dict[str, Any]:
    """Return the budget by which `least` of the pods that are selected stay; one that is not ready may go."""
    spec = {"minAvailable": least, "selector": selector, "unhealthyPodEvictionPolicy": "AlwaysAllow"}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": dict(metadata),
        "spec": spec,
    }
