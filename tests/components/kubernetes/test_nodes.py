"""A node as the API server has it is read for what it may give to pods, on every vendor's cluster."""

from fractions import Fraction
from typing import Any

import pytest

from components.kubernetes.nodes import node_facts
from components.topology.facts import NodeFacts

GIB = 2**30
READY = {"type": "Ready", "status": "True"}


def node(
    allocatable: dict[str, str] | None = None,
    *,
    labels: dict[str, str] | None = None,
    conditions: list[dict[str, str]] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    """Return a node as the API server has it."""
    room = {"cpu": "32", "memory": "128Gi"} if allocatable is None else allocatable
    return {
        "metadata": {"name": "n", "labels": labels},
        "spec": spec,
        "status": {"allocatable": room, "conditions": [READY] if conditions is None else conditions},
    }


def facts_of(found: dict[str, Any]) -> NodeFacts:
    """Return what is read of a node on which nothing runs."""
    return node_facts(found, {})


def test_a_plain_node_has_its_room_and_nothing_else() -> None:
    assert facts_of(node()) == NodeFacts(name="n", cpus=32, memory_bytes=128 * GIB)


def test_a_share_of_a_core_is_no_core() -> None:
    found = facts_of(node({"cpu": "3920m", "memory": "12692492Ki", "nvidia.com/gpu": "1"}))
    assert (found.cpus, found.memory_bytes, found.gpus) == (Fraction(392, 100), 12692492 * 1024, 1), (
        "a pod that asks 4 does not fit a node that keeps 80m for itself, and beside 900m one that asks 3 does"
    )


def test_a_node_that_has_reported_nothing_yet_gives_nothing() -> None:
    found = facts_of({"metadata": {"name": "n"}})
    assert (found.cpus, found.memory_bytes, found.is_usable) == (0, 0, False)


@pytest.mark.parametrize(
    ("labels", "model"),
    [
        ({"nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3"}, "NVIDIA-H100-80GB-HBM3"),
        ({"cloud.google.com/gke-accelerator": "nvidia-h100-80gb"}, "nvidia-h100-80gb"),
        ({"karpenter.k8s.aws/instance-gpu-name": "h100"}, "h100"),
        ({"eks.amazonaws.com/instance-gpu-name": "l40s"}, "l40s"),
        (
            {"nvidia.com/gpu.product": "NVIDIA-L4", "cloud.google.com/gke-accelerator": "nvidia-l4"},
            "NVIDIA-L4",
        ),
        ({}, None),
    ],
)
def test_the_model_of_gpus_is_known_wherever_the_cluster_comes_from(
    labels: dict[str, str], model: str | None
) -> None:
    assert facts_of(node(labels=labels)).gpu_model == model


def test_divided_gpus_are_told_by_their_parts_and_the_cards_that_are_counted() -> None:
    room = {"cpu": "8", "memory": "1Gi", "nvidia.com/gpu": "0", "nvidia.com/mig-1g.10gb": "56",
            "nvidia.com/mig-2g.20gb": "0"}  # fmt: skip
    found = facts_of(node(room, labels={"nvidia.com/gpu.count": "8"}))
    assert (found.gpus, dict(found.gpu_parts)) == (8, {"nvidia.com/mig-1g.10gb": 56}), (
        "the cards are still there when their parts are handed out"
    )
    shared = facts_of(node({"cpu": "8", "memory": "1Gi", "nvidia.com/gpu.shared": "32"}))
    assert (shared.gpus, dict(shared.gpu_parts)) == (0, {"nvidia.com/gpu.shared": 32})


def test_a_label_that_counts_cards_which_the_node_does_not_give_is_not_believed() -> None:
    found = facts_of(
        node({"cpu": "8", "memory": "1Gi", "nvidia.com/gpu": "7"}, labels={"nvidia.com/gpu.count": "8"})
    )
    assert found.gpus == 7, "a card that failed is no longer given"
    assert facts_of(node(labels={"nvidia.com/gpu.count": "many"})).gpus == 0, "a label may say anything"


@pytest.mark.parametrize(
    ("labels", "whole", "parts"),
    [
        ({"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "nvidia.com/gpu.count": "56"}, 0, 56),
        ({"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB", "nvidia.com/gpu.count": "8"}, 56, 0),
        ({"nvidia.com/gpu.product": "NVIDIA-L4-SHARED", "nvidia.com/gpu.replicas": "7"}, 0, 56),
        ({"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb-SHARED"}, 0, 56),
        ({"cloud.google.com/gke-gpu-partition-size": "1g.5gb"}, 0, 56),
        ({"cloud.google.com/gke-max-shared-clients-per-gpu": "7"}, 0, 56),
        ({"cloud.google.com/gke-max-shared-clients-per-gpu": "1"}, 56, 0),
    ],
)
def test_parts_that_have_the_name_of_whole_gpus_are_no_whole_gpus(
    labels: dict[str, str], whole: int, parts: int
) -> None:
    room = {"cpu": "8", "memory": "1Gi", "nvidia.com/gpu": "56"}
    found = facts_of(node(room, labels={"nvidia.com/mig.strategy": "single", **labels}))
    assert (found.gpus, dict(found.gpu_parts)) == (whole, {"nvidia.com/gpu": parts} if parts else {}), (
        "the product tells it; the strategy `single` is on nodes with whole GPUs too, as the GPU operator's default"
    )


def test_a_search_for_features_tells_whether_a_node_has_gpus_and_nothing_before_it_ran() -> None:
    searched = {"feature.node.kubernetes.io/kernel-version.major": "6"}
    assert facts_of(node()).gpus_found is None, "the node may have come a moment ago"
    assert facts_of(node(labels=searched)).gpus_found is False
    for device in ("pci-10de", "pci-0302_10de", "pci-0300_10de"):
        labels = {**searched, f"feature.node.kubernetes.io/{device}.present": "true"}
        assert facts_of(node(labels=labels)).gpus_found is True
    assert facts_of(node(labels={"nvidia.com/gpu.present": "true"})).gpus_found is True


def test_a_division_that_the_device_plugin_calls_invalid_gives_nothing() -> None:
    room = {"cpu": "8", "memory": "1Gi", "nvidia.com/gpu": "0"}
    labels = {"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB-MIG-INVALID", "nvidia.com/gpu.count": "0"}
    assert not facts_of(node(room, labels=labels)).offers_gpus


@pytest.mark.parametrize(
    ("conditions", "spec", "usable"),
    [
        ([READY], {}, True),
        ([READY], {"unschedulable": True}, False),
        ([{"type": "Ready", "status": "Unknown"}], {}, False),
        ([{"type": "MemoryPressure", "status": "True"}], {}, False),
        ([], {}, False),
    ],
)
def test_only_a_node_that_is_ready_and_open_takes_pods(
    conditions: list[dict[str, str]], spec: dict[str, Any], usable: bool
) -> None:
    assert facts_of(node(conditions=conditions, **spec)).is_usable == usable


def test_taints_that_our_pods_do_not_tolerate_are_told_as_kubectl_writes_them() -> None:
    taints = [
        {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"},
        {"key": "dedicated", "value": "batch", "effect": "NoExecute"},
        {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
        {"key": "soon", "effect": "PreferNoSchedule"},
        {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"},
    ]
    assert facts_of(node(taints=taints)).taints == (
        "dedicated=batch:NoExecute",
        "node-role.kubernetes.io/control-plane:NoSchedule",
    ), "GPU pods tolerate the first, the last pass, and nobody has to mind what is only preferred"


def test_a_node_tells_whose_it_is_and_where() -> None:
    found = facts_of(node(labels={"groundplan-plan": "atlas", "topology.kubernetes.io/zone": "a"}))
    assert (found.plan, found.zone) == ("atlas", "a")


@pytest.mark.parametrize(
    ("labels", "driver"),
    [
        ({"nvidia.com/cuda.driver-version.major": "580", "nvidia.com/cuda.driver.major": "580"}, 580),
        ({"nvidia.com/cuda.driver.major": "535"}, 535),
        ({"nvidia.com/cuda.driver.major": ""}, None),
        ({}, None),
    ],
)
def test_the_driver_of_a_nodes_gpus_is_what_feature_discovery_says(
    labels: dict[str, str], driver: int | None
) -> None:
    assert facts_of(node(labels=labels)).gpu_driver == driver
