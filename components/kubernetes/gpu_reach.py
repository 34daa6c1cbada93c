"""What to tell of a plan's pools whose nodes offer no whole GPUs, or are not there yet, and are not refused. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.kubernetes.gathering import Inventory
from components.kubernetes.gpu_checks import OPERATOR, brought, is_brought, who
from components.kubernetes.services import KEY, services_of
from components.topology import node_gpus
from components.topology.facts import NodeFacts
from components.topology.gpu_software import DEVICE_PLUGIN
from components.topology.model import Pool, Topology


def reach_notes(topology: Topology, found: Inventory) -> Iterator[str]:
    """Yield what to tell of each pool with GPUs, judged by its own nodes: those of its names, or of its labels."""
    for pool in [pool for cluster in topology.clusters for pool in cluster.pools if pool.machine.gpus]:
        nodes = _nodes(pool, found)
        for why in node_gpus.whys(nodes, found.facts):
            yield f"{pool.cluster}/{pool.name}: {'; '.join(why)}"
        if not nodes and pool.selector and (note := _before_the_first(pool, topology, found)):
            yield f"{pool.cluster}/{pool.name}: {note}"


def _nodes(pool: Pool, found: Inventory) -> list[NodeFacts]:
    names = {node.name for node in pool.inventory}
    wanted = pool.selector.items()
    if wanted:
        names = {name for name, labels in found.node_labels.items() if wanted <= labels.items()}
    return [node for node in found.facts.nodes if node.name in names]


def _before_the_first(pool: Pool, topology: Topology, found: Inventory) -> str | None:
    """Return what to tell of a pool none of whose nodes is there; an operator of the cluster reaches any that comes."""
    if OPERATOR in services_of(found, topology.made_by):
        return None
    there = f"no node has the labels {','.join(f'{key}={value}' for key, value in pool.selector.items())} yet"
    if DEVICE_PLUGIN in brought(found, topology.made_by):
        return (
            f"{there}, and `up` brings no device plugin beside the cluster's own ({who(found, topology)}); see "
            "that it reaches those that come, or their GPUs are offered by nobody and the pool's pods wait for ever"
        )
    if is_brought(found, topology.made_by):
        return None
    return (
        f"{there}, so nobody can tell what these bring, and `up` brings NVIDIA's GPU operator with driver, toolkit and "
        f"device plugin for them; where they bring these themselves, `pulumi config set {KEY} {OPERATOR}` leaves it out"
    )
