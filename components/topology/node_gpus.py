"""Why nodes of a cluster that exists have no GPU for a pool: nobody offers theirs, or they offer parts alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence

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


def unoffered(nodes: Sequence[NodeFacts], facts: KubernetesFacts) -> tuple[str, str] | None:
    """Return what is so, and the way out, where some nodes offer no GPU and others of the cluster do; else None."""
    bare = {node.name for node in nodes if not node.offers_gpus}
    others = [node.name for node in facts.nodes if node.offers_gpus]
    if not bare or not others:
        return None
    return (
        f"{listed(bare)} offer{'' if len(bare) > 1 else 's'} no GPU, and what offers those of other nodes "
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
    return "write target: gcp, since GKE has no name of its own for parts"
