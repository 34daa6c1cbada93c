"""Where pods run: on nodes of their pool alone, on the best capacity there is; a head never where it is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.contract import Placement
from components.topology.errors import TopologyError
from components.topology.labels import CAPACITY, CLUSTER, POOL
from components.topology.model import Cluster, Pool

ZONE = "topology.kubernetes.io/zone"
HOSTNAME = "kubernetes.io/hostname"
SPOT = "spot"
"""The capacity that its owner takes back at short notice."""
SPOT_LABELS = (
    (CAPACITY, SPOT),
    ("karpenter.sh/capacity-type", "spot"),
    ("eks.amazonaws.com/capacityType", "SPOT"),
    ("cloud.google.com/gke-spot", "true"),
    ("kubernetes.azure.com/scalesetpriority", "spot"),
)
"""By what we, and who else makes nodes, say that a node is such."""
MOST = 100
"""The largest weight of a preference."""


def placed(cluster: Cluster, pool: Pool, placement: Placement) -> dict[str, Any]:
    """Return the fields of a pod's specification that say where it runs."""
    fields: dict[str, Any] = {
        "nodeSelector": dict(placement.node_selector),
        "affinity": _affinity(cluster, pool, placement),
    }
    if placement.tolerations:
        fields["tolerations"] = [dict(toleration) for toleration in placement.tolerations]
    if cluster.purpose == "serving" and pool.role == "worker":
        # The zone also where there is one: the wish holds when the plan gets more, and costs nothing until then.
        fields["topologySpreadConstraints"] = [_spread(cluster, pool, key) for key in (ZONE, HOSTNAME)]
    return fields


def capacities_for(pool: Pool, placement: Placement) -> tuple[str, ...]:
    """Return the capacities that pods of a pool may use, best first; a head's death takes its drivers along."""
    if pool.role == "head":
        return tuple(capacity for capacity in placement.capacities if capacity != SPOT)
    return placement.capacities


def placement_errors(cluster: Cluster, pool: Pool, placement: Placement) -> Iterator[TopologyError]:
    """Yield why a pool's pods have nowhere to run."""
    if placement.capacities and not capacities_for(pool, placement):
        yield TopologyError(
            path=f"clusters[{cluster.name}].pools[{pool.name}].capacity",
            asked=f"the head runs on {', '.join(placement.capacities)} alone",
            allowed="a head keeps the state of its cluster and its drivers, and spot nodes are taken away",
            remedy="add on-demand, and nodes of it to the inventory",
        )


def _affinity(cluster: Cluster, pool: Pool, placement: Placement) -> dict[str, Any]:
    capacities = capacities_for(pool, placement)
    required = [_one_of(CAPACITY, capacities)] if capacities else []
    if pool.role == "head":
        # Also where something else makes the nodes and says how they were bought: a node without the label fits.
        required += [{"key": key, "operator": "NotIn", "values": [value]} for key, value in SPOT_LABELS]
    nodes: dict[str, Any] = {}
    if required:
        nodes["requiredDuringSchedulingIgnoredDuringExecution"] = {
            "nodeSelectorTerms": [{"matchExpressions": required}]
        }
    if len(capacities) > 1:
        nodes["preferredDuringSchedulingIgnoredDuringExecution"] = [
            {"weight": max(MOST - 10 * order, 1), "preference": {"matchExpressions": [_one_of(CAPACITY, (capacity,))]}}
            for order, capacity in enumerate(capacities)
        ]  # fmt: skip
    affinity: dict[str, Any] = {"nodeAffinity": nodes} if nodes else {}
    if cluster.purpose == "training" and pool.role == "worker" and _may_cross_zones(placement):
        affinity["podAffinity"] = {
            "preferredDuringSchedulingIgnoredDuringExecution": [_together(cluster, pool)]
        }
    return affinity


def _may_cross_zones(placement: Placement) -> bool:
    """Within one zone a wish about zones says nothing, and the scheduler would weigh every pod against every other."""
    return len(placement.zones) != 1


def _one_of(key: str, values: tuple[str, ...]) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": list(values)}


def _pods(cluster: Cluster, pool: Pool) -> dict[str, Any]:
    return {"matchLabels": {CLUSTER: cluster.name, POOL: pool.name}}


def _together(cluster: Cluster, pool: Pool) -> dict[str, Any]:
    """Workers that exchange gradients want to be near each other; traffic between zones is slow and is billed."""
    return {"weight": MOST, "podAffinityTerm": {"topologyKey": ZONE, "labelSelector": _pods(cluster, pool)}}


def _spread(cluster: Cluster, pool: Pool, key: str) -> dict[str, Any]:
    """Replicas that can be apart survive the loss of a zone or a node; those that cannot run all the same."""
    return {
        "maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": _pods(cluster, pool),
    }  # fmt: skip
