"""What a cluster's own GPU software means for a plan: what its nodes bring, and who divides their GPUs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.kubernetes.gathering import Inventory
from components.kubernetes.operators import NAMESPACE_OF_CHART
from components.kubernetes.services import KEY, services_of
from components.topology import gpu_support
from components.topology.errors import TopologyError, listed
from components.topology.facts import NodeFacts
from components.topology.gpu_software import DEVICE_PLUGIN, DRIVER, FEATURES, TOOLKIT
from components.topology.model import GpuProfile, Pool, Topology
from components.topology.pools import has_gpus

OPERATOR = "gpu-operator"
OFFERED = frozenset({DRIVER, TOOLKIT, DEVICE_PLUGIN})
"""What works already where a node offers GPUs: its plugin finds none without a driver, nor gives one without the rest.
"""


def brought(found: Inventory, made_by: Mapping[str, str]) -> frozenset[str]:
    """Return what a cluster has that the GPU operator of the stack with the label `made_by` has to leave alone.

    GPUs that nodes offer tell of a plugin, unless this stack's operator runs one: then the GPUs are its own. One node
    of the cluster decides for all: the operator runs its plugin on every node with GPUs, whosever it is, and what would
    keep it off one is a label of that node (github.com/NVIDIA/gpu-operator, controllers/state_manager.go).
    `gpu_reach.py` tells of the pools that get no plugin by that.
    """
    theirs = plugins(found, made_by)
    is_ours = len(theirs) < len(found.gpu_software.plugins)
    offers = any(node.offers_gpus for node in found.facts.nodes)
    features = _not_ours(found, made_by, found.gpu_software.features)
    return (OFFERED if theirs or (offers and not is_ours) else frozenset()) | (
        {FEATURES} if features else set()
    )


def plugins(found: Inventory, made_by: Mapping[str, str]) -> tuple[str, ...]:
    """Return the places of the device plugins that this stack's GPU operator has not made."""
    return _not_ours(found, made_by, found.gpu_software.plugins)


def divides(found: Inventory, made_by: Mapping[str, str]) -> bool:
    """Return whether this stack's own GPU operator divides the GPUs of nodes, by labels of theirs."""
    return OPERATOR not in services_of(found, made_by) and DEVICE_PLUGIN not in brought(found, made_by)


def profile_errors(topology: Topology, found: Inventory) -> Iterator[TopologyError]:
    """Yield why a plan's profiles cannot be had where somebody else divides the GPUs, and these are not divided so."""
    if divides(found, topology.made_by):
        return
    by_name = {node.name: node for node in found.facts.nodes}
    for pool in [pool for cluster in topology.clusters for pool in cluster.pools]:
        nodes = [by_name[node.name] for node in pool.inventory if node.name in by_name]
        if pool.gpu_profile and (
            others := [node for node in nodes if not is_divided(node, pool.gpu_profile)]
        ):
            yield _undivided(topology, found, pool, pool.gpu_profile, others)


def is_divided(node: NodeFacts, profile: GpuProfile) -> bool:
    """Return whether every GPU of a node gives the parts of a profile, and no more than these."""
    shown = node.gpu_parts.get(profile.resource, 0)
    return shown > 0 and shown == profile.parts * (node.gpus or shown // profile.parts)


def software_note(topology: Topology, found: Inventory) -> str | None:
    """Return what to tell where `up` brings the GPU operator beside a plugin that is there, or None."""
    is_needed = has_gpus(topology) and OPERATOR not in services_of(found, topology.made_by)
    if not is_needed or DEVICE_PLUGIN not in brought(found, topology.made_by):
        return None
    return (
        f"the cluster's nodes offer GPUs already ({who(found, topology)}), so `up` brings NVIDIA's GPU operator for "
        "metrics alone, without driver, toolkit, device plugin or a division of GPUs; to leave it out, "
        f"`pulumi config set {KEY} {OPERATOR}`"
    )


def driver_errors(topology: Topology, found: Inventory) -> Iterator[TopologyError]:
    """Yield why GPUs do not run the image's CUDA with the driver that this stack's own GPU operator installs.

    A driver that labels tell was judged with the nodes already, and stays where the nodes bring it.
    """
    if not _installs_driver(topology, found):
        return
    for pool in _untold(topology, found):
        model = pool.machine.gpu_family
        own = gpu_support.Found(model=model, driver=gpu_support.operator_driver(), whose=f"pool {pool.name}")
        if wrong := gpu_support.problem(topology.runtime, own):
            yield gpu_support.refused(pool, wrong)


def driver_note(topology: Topology, found: Inventory) -> str | None:
    """Return what to tell where nobody tells which driver the nodes have, and `up` installs none, or None."""
    untold = [] if _installs_driver(topology, found) else _untold(topology, found)
    least = max(
        (gpu_support.least_driver(topology.runtime, pool.machine.gpu_family) or 0 for pool in untold),
        default=0,
    )
    if not least:
        return None
    pools = listed(f"{pool.cluster}/{pool.name}" for pool in untold)
    return (
        f"no label tells the driver of the nodes of {pools}, and CUDA {topology.runtime.cuda} needs {least} or newer; "
        "see `nvidia-smi` there, or let GPU feature discovery label them"
    )


def _installs_driver(topology: Topology, found: Inventory) -> bool:
    return not _has_operator(topology, found) and DRIVER not in brought(found, topology.made_by)


def _untold(topology: Topology, found: Inventory) -> list[Pool]:
    """Return the pools with GPUs on nodes that were found, none of which tells its driver."""
    drivers = {node.name: node.gpu_driver for node in found.facts.nodes}
    pools = (pool for cluster in topology.clusters for pool in cluster.pools)
    return [
        pool
        for pool in pools
        if pool.machine.gpus and pool.inventory and not any(drivers.get(node.name) for node in pool.inventory)
    ]


def is_brought(found: Inventory, made_by: Mapping[str, str]) -> bool:
    """Return whether the stack with the label `made_by` has brought its GPU operator before."""
    return any(_is_ours(found, made_by, namespace) for namespace in NAMESPACE_OF_CHART)


def _is_ours(found: Inventory, made_by: Mapping[str, str], namespace: str) -> bool:
    return bool(made_by) and made_by.items() <= found.namespaces.get(namespace, {}).items()


def _not_ours(found: Inventory, made_by: Mapping[str, str], places: tuple[str, ...]) -> tuple[str, ...]:
    ours = {namespace for namespace in NAMESPACE_OF_CHART if _is_ours(found, made_by, namespace)}
    return tuple(place for place in places if place.partition("/")[0] not in ours)


def who(found: Inventory, topology: Topology) -> str:
    """Return the places of the device plugins that others brought, in words."""
    return ", ".join(plugins(found, topology.made_by)) or "without a DaemonSet that tells by whom"


def _undivided(
    topology: Topology, found: Inventory, pool: Pool, profile: GpuProfile, nodes: list[NodeFacts]
) -> TopologyError:
    operators = ", ".join(each.place for each in found.operators.get(OPERATOR, ()))
    whose = f"{OPERATOR}{f' {operators}' if operators else ''}" if _has_operator(topology, found) else (
        f"device plugin ({who(found, topology)})"
    )  # fmt: skip
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].gpu_profile",
        asked=f"the plan divides each {pool.machine.gpu_family or 'GPU'} by {profile.word}",
        allowed=f"the cluster's own {whose} divides its GPUs, and {listed(node.name for node in nodes)} "
        f"{'show' if len(nodes) > 1 else 'shows'} no {profile.parts} {profile.resource} for each",
        remedy="have the cluster's owner divide them so first, or remove gpu_profile",
    )


def _has_operator(topology: Topology, found: Inventory) -> bool:
    return OPERATOR in services_of(found, topology.made_by)
