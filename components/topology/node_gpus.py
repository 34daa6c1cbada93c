"""Why nodes of a cluster that exists have no GPU for a pool: nobody offers theirs yet, or they offer parts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from components.topology.errors import TopologyError, listed
from components.topology.facts import KubernetesFacts, NodeFacts
from components.topology.gpu_profiles import PARTED, SHARED_PRODUCT, WHOLE_GPU
from components.topology.model import Pool


def refusal(pool: Pool, nodes: Sequence[NodeFacts], facts: KubernetesFacts) -> TopologyError | None:
    """Return the refusal of a pool that has too few GPUs on its nodes, or None where they are not why."""
    if not pool.machine.gpus:
        return None
    why = parts(nodes) or unoffered(nodes, facts)
    if why is None:
        return None
    found, remedy = why
    divided = f", divided by {pool.gpu_profile.word}" if pool.gpu_profile else ""
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}]",
        asked=f"each of up to {pool.maximum} machines asks {pool.machine.gpus}x{pool.machine.gpu_family}{divided}",
        allowed=found,
        remedy=f"{remedy}, or name nodes that offer whole GPUs",
    )


def measured(pool: Pool, nodes: Sequence[NodeFacts], facts: KubernetesFacts) -> frozenset[str]:
    """Return the names of the nodes whose GPUs can be counted for a pool: all that are not awaited, where any tells."""
    if not pool.machine.gpus or not facts.shows_gpus:
        return frozenset()
    return frozenset(node.name for node in nodes if not _is_awaited(node, facts))


def with_parts_as_whole(node: NodeFacts) -> NodeFacts:
    """Return the node with its parts that are named like whole GPUs counted as these: what runs there has them."""
    return replace(node, gpus=max(node.gpus, node.gpu_parts.get(WHOLE_GPU, 0)))


def whys(nodes: Sequence[NodeFacts], facts: KubernetesFacts) -> tuple[tuple[str, str], ...]:
    """Return each thing that is amiss with the GPUs of nodes, with the way out."""
    return tuple(filter(None, (parts(nodes), awaited(nodes, facts), unoffered(nodes, facts))))


def awaited(nodes: Sequence[NodeFacts], facts: KubernetesFacts) -> tuple[str, str] | None:
    """Return what is so, and what to do, where an operator has not offered the GPUs of nodes yet; else None."""
    late = {node.name for node in nodes if _is_awaited(node, facts)}
    if not late or not facts.shows_gpus:
        return None
    namespace = (facts.gpu_operator or "").partition("/")[0]
    return (
        f"{listed(late)} offer{'' if len(late) > 1 else 's'} no GPU yet; {_operator(facts)} is not done there",
        f"the pool's pods wait until then: see `kubectl --namespace {namespace} get pods --output wide`",
    )


def unoffered(nodes: Sequence[NodeFacts], facts: KubernetesFacts) -> tuple[str, str] | None:
    """Return what is so, and the way out, where some nodes offer no GPU and others of the cluster do; else None.

    An operator that reaches every node needs no plugin beside it: there a node counts on which it found no GPU.
    """
    bare = {node.name for node in nodes if not node.offers_gpus and not _is_awaited(node, facts)}
    others = [node.name for node in facts.nodes if node.offers_gpus]
    if not bare or not others:
        return None
    offer = f"{listed(bare)} offer{'' if len(bare) > 1 else 's'} no GPU"
    if facts.gpu_operator:
        return f"{offer}, and {_operator(facts)} found none there", "see `lspci` there"
    return (
        f"{offer}, and what offers those of other nodes "
        f"({listed(others)}) found none there; nor does `up` bring a second device plugin, which NVIDIA's GPU operator "
        "would run on every node with GPUs, where two take each other's place at the kubelet",
        "see that these have a driver and that the first plugin reaches them (that of NVIDIA's chart takes nodes with "
        "the label nvidia.com/gpu.present=true)",
    )


def parts(nodes: Sequence[NodeFacts]) -> tuple[str, str] | None:
    """Return what is so, and the way out, where nodes offer parts of GPUs by the name of whole ones; else None."""
    found = [node for node in nodes if WHOLE_GPU in node.gpu_parts]
    if not found:
        return None
    model = found[0].gpu_model or ""
    alike = [node.name for node in found if node.gpu_model == found[0].gpu_model]
    return (
        f"what {listed(alike)} offer{'' if len(alike) > 1 else 's'} as {WHOLE_GPU} are parts of GPUs "
        f"({model or 'no label tells their model'}), and none of these is a whole one",
        _way_out(model),
    )


def _way_out(model: str) -> str:
    _, is_mig, profile = model.removesuffix(SHARED_PRODUCT).partition(PARTED)
    if is_mig:
        word = profile if profile[:1].isdecimal() else "<profile>"
        return (
            "set the MIG strategy `mixed` where their device plugin is configured (mig.strategy of the GPU operator's "
            f"chart, migStrategy of the plugin's) and write gpu_profile: mig-{word}, have MIG turned off there"
        )
    if model.endswith(SHARED_PRODUCT):
        return (
            "set renameByDefault: true where their device plugin is told to share (sharing.timeSlicing) and write "
            "gpu_profile: shared-<n>, have the sharing ended there"
        )
    return (
        "GKE has no name of its own for parts, so make a node pool without GPU sharing and partitions in this cluster "
        "and give the pool its nodes, or write target: gcp, which makes another cluster and divides GPUs there"
    )


def _is_awaited(node: NodeFacts, facts: KubernetesFacts) -> bool:
    return facts.gpu_operator is not None and not node.offers_gpus and node.gpus_found is not False


def _operator(facts: KubernetesFacts) -> str:
    return f"the cluster's GPU operator ({facts.gpu_operator}), which finds those of every node,"
