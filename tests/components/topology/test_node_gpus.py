"""A pool whose nodes offer no whole GPUs is refused with the reason, and with what to do about it."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from components.topology.errors import TopologyErrors
from components.topology.facts import KubernetesFacts, Machines, Requests
from components.topology.node_gpus import awaited, parts, unoffered
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import (
    H100,
    cluster,
    cluster_of,
    gpu_node,
    kubernetes_plan,
    node,
    refusals,
)
from tests.components.topology.plans import GIB, pool

HEAD = node("cpu-1")
OTHERS = gpu_node("other-1")
OPERATOR = "gpu-operator/gpu-operator"


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
        ("nvidia-l4", "make a node pool without GPU sharing and partitions in this cluster and give"),
        (None, "or write target: gcp"),
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


def with_operator(*nodes: Any) -> KubernetesFacts:
    """Return a cluster whose GPU operator finds the GPUs of every node."""
    return replace(cluster_of(*nodes), gpu_operator=OPERATOR)


def test_a_node_whose_gpus_an_operator_has_not_found_yet_only_has_to_wait() -> None:
    for found in (None, True):
        joined = node("gpu-2", cpus=96, gpus_found=found)
        facts = with_operator(HEAD, gpu_node("gpu-1"), joined)
        assert resolve(kubernetes_plan(), facts), "its driver is still being built"
        told = awaited([joined], facts)
        assert told and told[0] == (
            f"gpu-2 offers no GPU yet; the cluster's GPU operator ({OPERATOR}), which finds those of every node, is "
            "not done there"
        )
        assert unoffered([joined], facts) is None, "no second plugin is spoken of"


def test_a_node_of_which_the_only_card_is_away_only_has_to_wait() -> None:
    labelled = node("gpu-1", cpus=96, gpu_model=H100)
    one = [cluster(pool("head"), pool("gpu", memory="96GiB", cpu=16, count=1, gpu="8xH100"))]
    assert resolve(kubernetes_plan(clusters=one), with_operator(HEAD, labelled)), (
        "its driver is being replaced"
    )
    assert awaited([labelled], with_operator(HEAD, labelled))
    other = node("gpu-1", cpus=96, gpu_model="NVIDIA-L4")
    (sentence,) = refusals(with_operator(HEAD, other), clusters=one)
    assert "NVIDIA-L4" in sentence, "the label tells that its GPUs are others"


def test_a_node_on_which_the_search_found_no_gpu_is_refused_and_no_second_plugin_is_spoken_of() -> None:
    searched = [node(f"gpu-{number}", cpus=96, gpus_found=False) for number in (1, 2)]
    assert refusals(with_operator(HEAD, OTHERS, *searched)) == [
        "clusters[train].pools[gpu]: each of up to 2 machines asks 8xH100; gpu-1, gpu-2 offer no GPU, and the "
        f"cluster's GPU operator ({OPERATOR}), which finds those of every node, found none there; see `lspci` there, "
        "or name nodes that offer whole GPUs"
    ]


def test_a_machine_that_is_larger_than_its_node_is_refused_however_its_gpus_are_awaited() -> None:
    clusters = [cluster(pool("head"), pool("gpu", memory="2TiB", count=2, gpu="8xH100"))]
    (sentence,) = refusals(with_operator(HEAD, gpu_node("gpu-1"), node("gpu-2")), clusters=clusters)
    assert "have room for 0" in sentence


def test_a_stack_that_stands_on_parts_named_like_whole_gpus_goes_on_and_a_first_up_is_refused() -> None:
    mig = [parted(f"gpu-{number}", f"{H100}-MIG-1g.10gb") for number in (1, 2)]
    facts = cluster_of(HEAD, *mig)
    asked = Requests(cpus=Fraction(16), memory_bytes=96 * GIB, devices={"nvidia.com/gpu": 8})
    stands = replace(facts, running={("team-ada", "train", "gpu"): Machines(count=2, each=asked)})
    assert resolve(kubernetes_plan(), stands, stack_id="team-ada").notes == (), (
        "what it takes is counted as before"
    )
    for other in ("team-bob", None):
        with pytest.raises(TopologyErrors, match="are parts of GPUs"):
            resolve(kubernetes_plan(), stands, stack_id=other)
