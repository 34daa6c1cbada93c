"""Pods of a pool run on its nodes and nowhere else, and the nodes say whose they are."""

import re

from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.pools import node_labels, node_taints, placements
from components.topology.labels import CAPACITY
from components.topology.model import Pool
from components.topology.node_labels import GPU_TAINT, POOL_LABELS, TOLERATE_GPU, capacity_label
from tests.components.kubernetes.clusters import MADE_BY, topology
from tests.components.topology.plans import pool

LABEL_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
"""What the API server takes as the value of a label."""


def pools(**changed: object) -> dict[str, Pool]:
    """Return the pools of the small plan by name."""
    return {found.name: found for cluster in topology(**changed).clusters for found in cluster.pools}


def test_a_pool_s_pods_select_what_its_nodes_are_labelled_with() -> None:
    for path, placement in placements(topology()).items():
        found = pools()[path[1]]
        for node in found.inventory:
            labels = node_labels(found, node, MADE_BY)
            assert placement.node_selector.items() <= labels.items(), f"{path} would find no node"
            assert labels[CAPACITY] in placement.capacities, f"{node.name} would stand idle"
            assert MADE_BY.items() <= labels.items(), "whose node it is, the next `up` of another stack reads"
            assert not MADE_BY.keys() & placement.node_selector.keys(), (
                "a stack that gets a label moves no pod"
            )


def test_no_node_of_one_pool_is_selected_by_another() -> None:
    found = placements(topology())
    for path, placement in found.items():
        for name, other in pools().items():
            if name != path[1]:
                labels = [node_labels(other, node, MADE_BY) for node in other.inventory]
                assert not any(placement.node_selector.items() <= each.items() for each in labels)


def test_only_what_has_gpus_may_take_a_node_that_has_some() -> None:
    found, placed = pools(), placements(topology())
    assert node_taints(found["gpu"]) == [GPU_TAINT] and node_taints(found["head"]) == []
    assert placed["train", "gpu"].tolerations == (TOLERATE_GPU,) and placed["train", "head"].tolerations == ()
    assert placed["train", "gpu"].zones == (), "a node more would change them, and every pod with them"


def test_a_taint_of_one_pool_is_not_that_of_another() -> None:
    first, second = node_taints(pools()["gpu"]), node_taints(pools()["gpu"])
    first[0]["value"] = "changed"
    assert second == [GPU_TAINT], "a list that is changed in one place stays whole in the others"


def test_a_pool_whose_nodes_something_else_makes_selects_their_labels_alone() -> None:
    inventory = [{"pool": "train/head", "nodes": ["cpu-1"]}, {"pool": "train/gpu", "selector": ["a/b=c"]}]
    placement = placements(topology(inventory=inventory))["train", "gpu"]
    assert placement.node_selector == {"a/b": "c"}
    assert placement.capacities == (), "its nodes have no label of ours"
    assert placement.tolerations == (TOLERATE_GPU,), "whatever makes them taints them"


def test_capacities_come_in_the_order_in_which_they_are_tried() -> None:
    asked = {**pool("gpu", gpu="8xH100"), "capacity": ["reservation:cr-0abc", "spot", "on-demand"]}
    clusters = [{"name": "train", "purpose": "training", "pools": [pool("head"), asked]}]
    assert placements(topology(clusters=clusters))["train", "gpu"].capacities == (
        "reservation.cr-0abc", "spot", "on-demand",
    )  # fmt: skip


def test_a_division_of_gpus_is_told_to_the_operator_on_the_node() -> None:
    asked = {**pool("gpu", gpu="8xH100"), "gpu_profile": "mig-1g.10gb"}
    clusters = [{"name": "train", "purpose": "training", "pools": [pool("head"), asked]}]
    found = pools(clusters=clusters)
    extra = {
        name: set(node_labels(each, each.inventory[0], {})) - {*POOL_LABELS, CAPACITY}
        for name, each in found.items()
    }
    assert extra == {"gpu": {"nvidia.com/mig.config"}, "head": set()}


@given(st.from_regex(r"on-demand|spot|reservation:[A-Za-z0-9][A-Za-z0-9._/-]{0,127}", fullmatch=True))
def test_every_capacity_of_a_plan_is_a_label_that_the_api_server_takes(capacity: str) -> None:
    assert LABEL_VALUE.fullmatch(capacity_label(capacity)), "long paths of reservations included"
