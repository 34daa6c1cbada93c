"""Where pods of services rather are: on nodes of no pool, whose machines a plan has counted for its clusters alone."""

from __future__ import annotations

from typing import Any

from components.topology.labels import POOL


def beside_pools() -> dict[str, Any]:
    """Return the affinity of a service's pods. It is a preference: where every node is of a pool they run there."""
    no_pool = {"matchExpressions": [{"key": POOL, "operator": "DoesNotExist"}]}
    preferred = [{"weight": 100, "preference": no_pool}]
    return {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
