"""A pool whose nodes offer no whole GPUs is refused with the reason, and with what to do about it."""

from typing import Any

import pytest

from components.topology.errors import TopologyErrors
from components.topology.facts import KubernetesFacts
from components.topology.node_gpus import parts, unoffered
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import (
    H100,
    cluster,
    cluster_of,
    gpu_node,
    kubernetes_plan,
    node,
)
from tests.components.topology.plans import pool

HEAD = node("cpu-1")
OTHERS = gpu_node("other-1")


def refusals(facts: KubernetesFacts, **changed: Any) -> list[str]:
    """Return the sentences with which the small plan is refused on a cluster."""
    with pytest.raises(TopologyErrors) as refused:
        resolve(kubernetes_plan(**changed), facts)
    return [str(error) for error in refused.value.errors]


def parted(name: str, model: str | None, count: int = 56) -> Any:
    """Return a node that offers parts of GPUs by the name of whole ones."""
    return gpu_node(name, gpus=0, gpu_parts={"nvidia.com/gpu": count}, gpu_model=model)


def test_bare_nodes_beside_those_of_others_are_refused_since_two_plugins_would_fight() -> None:
    bare = [node(f"gpu-{number}", cpus=96) for number in (1, 2)]
    assert refusals(cluster_of(HEAD, OTHERS, *bare)) == [
        "clusters[train].pools[gpu]: each of up to 2 machines asks 8xH100; gpu-1, gpu-2 offer no GPU, and what offers "
        "those of other nodes (other-1) found none there; nor does `up` bring a second device plugin, which NVIDIA's "
        "GPU operator would run on every node with GPUs, where two take each other's place at the kubelet; see that "
        "these have a driver and that the first plugin reaches them (that of NVIDIA's chart takes nodes with the label "
        "nvidia.com/gpu.present=true), or name nodes that offer whole GPUs"
    ]


def test_of_a_pool_the_nodes_that_offer_none_are_named_and_those_that_do_are_the_others() -> None:
    (sentence,) = refusals(cluster_of(HEAD, gpu_node("gpu-1"), node("gpu-2", cpus=96)))
    assert "gpu-2 offers no GPU, and what offers those of other nodes (gpu-1)" in sentence


def test_where_gpus_are_not_what_is_too_little_the_room_is_told() -> None:
    clusters = [cluster(pool("head"), pool("gpu", memory="2TiB", count=2, gpu="8xH100"))]
    (sentence,) = refusals(cluster_of(HEAD, gpu_node("gpu-1"), node("gpu-2")), clusters=clusters)
    assert "have room for 0" in sentence, "a plugin would not help"


def test_parts_by_the_name_of_whole_gpus_are_refused_with_the_strategy_that_names_them() -> None:
    mig = [parted(f"gpu-{number}", f"{H100}-MIG-1g.10gb") for number in (1, 2)]
    for more, divided in (({}, ""), ({"gpu_profile": "mig-1g.10gb"}, ", divided by mig-1g.10gb")):
        asked = {**pool("gpu", memory="96GiB", cpu=16, count=2, gpu="8xH100"), **more}
        assert refusals(cluster_of(HEAD, *mig), clusters=[cluster(pool("head"), asked)]) == [
            f"clusters[train].pools[gpu]: each of up to 2 machines asks 8xH100{divided}; what gpu-1, gpu-2 offer as "
            f"nvidia.com/gpu are parts of GPUs ({H100}-MIG-1g.10gb), and none of these is a whole one; set the MIG "
            "strategy `mixed` where their device plugin is configured (mig.strategy of the GPU operator's chart, "
            "migStrategy of the plugin's) and write gpu_profile: mig-1g.10gb, have MIG turned off there, or name nodes "
            "that offer whole GPUs"
        ], "56 parts are no 7 machines with 8 cards"


@pytest.mark.parametrize(
    ("model", "way_out"),
    [
        ("NVIDIA-L4-SHARED", "write gpu_profile: shared-<n>"),
        (f"{H100}-MIG-1g.10gb-SHARED", "write gpu_profile: mig-1g.10gb"),
        (f"{H100}-MIG-INVALID", "write gpu_profile: mig-<profile>"),
        ("nvidia-l4", "write target: gcp"),
        (None, "write target: gcp"),
    ],
)
def test_the_way_out_is_that_of_the_kind_of_parts(model: str | None, way_out: str) -> None:
    told = parts([HEAD, parted("gpu-1", model)])
    assert told and way_out in told[1]
    assert (model or "no label tells their model") in told[0]


def test_nodes_that_offer_whole_gpus_or_parts_with_a_name_of_their_own_are_told_nothing_of() -> None:
    mixed = gpu_node("gpu-2", gpus=0, gpu_parts={"nvidia.com/mig-1g.10gb": 56})
    fine = [gpu_node("gpu-1"), mixed]
    assert parts(fine) is None and unoffered(fine, cluster_of(*fine)) is None
    bare = [node("gpu-1")]
    assert unoffered(bare, cluster_of(*bare)) is None, "`up` brings the plugin where nobody has one"
