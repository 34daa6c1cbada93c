import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.gpu_profiles import (
    CARDS,
    GpuProfileRefused,
    card_errors,
    devices_of,
    gpus_for_work,
    labels_of_nodes,
    node_labels,
    profile_of,
)
from components.topology.model import InventoryNode, Machine, Pool
from tests.components.topology.cluster_nodes import gpu_node


def pool(
    word: str | None, family: str = "H100", nodes: tuple[str, ...] = (), target: str = "kubernetes"
) -> Pool:
    return Pool(
        name="gpu",
        cluster="train",
        role="worker",
        count=1,
        maximum=1,
        machine=Machine(cpus=8, memory_bytes=2**34, object_store_bytes=0, gpus=8, gpu_family=family),
        capacity=("on-demand",),
        labels={},
        inventory=tuple(InventoryNode(name=name, capacity="on-demand") for name in nodes),
        gpu_profile=profile_of(word, family, target=target) if word else None,
    )


@pytest.mark.parametrize(
    ("word", "family", "resource", "parts"),
    [
        ("mig-1g.10gb", "H100", "nvidia.com/mig-1g.10gb", 7),
        ("mig-1g.10gb", "NVIDIA H100 80GB HBM3", "nvidia.com/mig-1g.10gb", 7),
        ("mig-1g.12gb", "NVIDIA H100 NVL", "nvidia.com/mig-1g.12gb", 7),
        ("mig-3g.71gb", "H200", "nvidia.com/mig-3g.71gb", 2),
        ("mig-1g.10gb", "A100-40GB", "nvidia.com/mig-1g.10gb", 4),
        ("mig-1g.10gb", "NVIDIA A100-SXM4-80GB", "nvidia.com/mig-1g.10gb", 7),
        ("mig-2g.12gb", "A30", "nvidia.com/mig-2g.12gb", 2),
        ("mig-7g.180gb", "b200", "nvidia.com/mig-7g.180gb", 1),
        ("mig-1g.34gb", "B300", "nvidia.com/mig-1g.34gb", 7),
        ("mig-3g.48gb", "NVIDIA H20", "nvidia.com/mig-3g.48gb", 2),
        ("mig-1g.24gb", "NVIDIA RTX PRO 6000 Blackwell Server Edition", "nvidia.com/mig-1g.24gb", 4),
        ("mig-1g.18gb", "NVIDIA GH200 144G HBM3e", "nvidia.com/mig-1g.18gb", 7),
        ("shared-4", "L4", "nvidia.com/gpu.shared", 4),
        ("shared-16", None, "nvidia.com/gpu.shared", 16),
    ],
)
def test_a_word_says_what_pods_ask_for_and_how_many_a_card_gives(word, family, resource, parts):
    profile = profile_of(word, family)

    assert (profile.word, profile.resource, profile.parts) == (word, resource, parts), "NVIDIA's table"


@pytest.mark.parametrize(
    ("word", "family", "said"),
    [
        ("mig-1g.10gb", "L40S", "L40S is not known to do MIG"),
        ("mig-1g.24gb", "RTX-6000-Ada", "RTX-6000-Ada is not known to do MIG"),
        ("mig-1g.5gb", "H100", "H100 cannot be divided by"),
        ("mig-1g.10gb", "A100", "A100-40GB or A100-80GB"),
        ("mig-1g.10gb", None, "a GPU of any family"),
        ("shared-1", "H100", "shared-2 to shared-16"),
        ("shared-17", "H100", "shared-2 to shared-16"),
        ("half", "H100", "divides no GPU"),
    ],
)
def test_what_a_card_cannot_do_is_refused_with_what_it_can(word, family, said):
    with pytest.raises(GpuProfileRefused, match=re.escape(said)) as refused:
        profile_of(word, family)

    assert word in str(refused.value), "the sentence quotes what was asked"


@given(
    st.one_of(st.text(max_size=20), st.from_regex(r"(mig|shared)-.*", fullmatch=True)), st.text(max_size=20)
)
def test_any_text_is_a_profile_or_refused_for_a_reason(word, family):
    profile = None
    with contextlib.suppress(GpuProfileRefused):  # any other exception fails the test
        profile = profile_of(word, family)

    assert profile is None or (profile.parts >= 1 and profile.resource.startswith("nvidia.com/")), (
        "pods can ask for it"
    )


@given(st.sampled_from(CARDS))
def test_no_profile_gives_away_more_memory_than_the_card_has(card):
    gigabytes = {name: int(re.sub(r".*\.|gb", "", name)) for name in card.profiles}
    whole = max(gigabytes.values())

    for name, parts in card.profiles.items():
        assert parts * gigabytes[name] <= whole * 1.15, f"{name}: rounding of names is at most 15 %"


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        (None, ("nvidia.com/gpu", 8)),
        ("mig-1g.10gb", ("nvidia.com/mig-1g.10gb", 56)),
        ("shared-4", ("nvidia.com/gpu.shared", 32)),
    ],
)
def test_a_pod_asks_for_every_part_of_its_machines_gpus(word: str | None, asked: tuple[str, int]) -> None:
    assert devices_of(pool(word)) == asked, "a part that nobody asks for is idle"


@pytest.mark.parametrize(
    ("word", "asked", "for_work"),
    [
        ("mig-1g.10gb", ("nvidia.com/gpu", 56), 56),
        ("mig-3g.40gb", ("nvidia.com/gpu", 16), 16),
        ("shared-4", ("nvidia.com/gpu", 8), 32),
    ],
)
def test_on_google_cloud_a_part_is_asked_for_as_a_gpu_and_a_turn_once_for_each_card(
    word: str, asked: tuple[str, int], for_work: int
) -> None:
    one = pool(word, target="gcp")
    assert devices_of(one) == asked, "no other resource is there"
    assert gpus_for_work(one) == gpus_for_work(pool(word)) == for_work, "one plan has one meaning for work"


@pytest.mark.parametrize(
    ("word", "model", "is_refused"),
    [
        ("mig-1g.10gb", "NVIDIA-H100-80GB-HBM3", False),
        ("mig-1g.10gb", "NVIDIA-H100-80GB-HBM3-SHARED", False),
        ("mig-1g.10gb", "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", False),
        ("mig-1g.10gb", "NVIDIA-H100-NVL", True),
        ("mig-1g.10gb", "NVIDIA-A100-SXM4-40GB", True),
        ("mig-1g.10gb", "nvidia-tesla-a100", False),
        ("mig-1g.10gb", None, False),
        ("shared-4", "NVIDIA-H100-NVL", False),
        (None, "NVIDIA-H100-NVL", False),
    ],
)
def test_a_profile_is_judged_by_the_card_that_a_node_has(
    word: str | None, model: str | None, is_refused: bool
) -> None:
    errors = card_errors(pool(word), [gpu_node("gpu-1", gpu_model=model)])

    assert bool(errors) == is_refused, (
        "four of an A100-40GB are no seven, and a label that tells less tells nothing"
    )


def test_a_card_that_divides_otherwise_is_refused_with_its_name_and_what_it_can() -> None:
    nodes = [gpu_node(name, gpu_model="NVIDIA-H100-NVL") for name in ("gpu-1", "gpu-2")]

    (error,) = card_errors(pool("mig-1g.10gb"), [*nodes, gpu_node("gpu-3")])
    assert str(error) == (
        "clusters[train].pools[gpu].gpu_profile: the plan divides each H100 by mig-1g.10gb, which gives 7; the card of "
        "gpu-1, gpu-2 is H100-NVL, which divides by mig-1g.12gb (each 7), mig-1g.24gb (each 4), mig-2g.24gb (each 3), "
        "mig-3g.47gb (each 2), mig-4g.47gb (each 1), mig-7g.94gb (each 1); write gpu: 8xH100-NVL and one of these, or "
        "take these nodes out of the pool"
    )


def test_nodes_are_told_apart_by_the_label_that_divides_their_gpus():
    assert node_labels(pool("mig-1g.10gb")) == {"nvidia.com/mig.config": "mig-1g.10gb"}, (
        "the MIG manager reads it"
    )
    assert node_labels(pool("shared-4")) == {"nvidia.com/device-plugin.config": "shared-4"}, (
        "the device plugin does"
    )
    assert node_labels(pool(None)) == {}, "whole GPUs are what both do without a label"


def test_every_node_of_a_divided_pool_gets_its_label():
    found = labels_of_nodes([pool("shared-2", nodes=("a", "b")), pool(None, nodes=("c",))])

    assert set(found) == {"a", "b"}, "nodes of whole GPUs keep the labels that they have"
