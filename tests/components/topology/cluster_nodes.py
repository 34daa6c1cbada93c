"""Nodes of clusters that exist, and plans for them, as the tests of inventories need them."""

from typing import Any

import pytest

from components.plan.model import Plan
from components.topology.errors import TopologyErrors
from components.topology.facts import KubernetesFacts, NodeFacts
from components.topology.resolve import resolve
from tests.components.topology.plans import DIGEST, GIB, pool

H100 = "NVIDIA-H100-80GB-HBM3"


def node(name: str, **changed: Any) -> NodeFacts:
    """Return a node of 32 cores and 128 GiB, with what the test changes."""
    return NodeFacts(**{"name": name, "cpus": 32, "memory_bytes": 128 * GIB, **changed})


def gpu_node(name: str, **changed: Any) -> NodeFacts:
    """Return a node of 96 cores and 1 TiB with 8 H100 and a driver of 580, with what the test changes."""
    usual = {"cpus": 96, "memory_bytes": 1024 * GIB, "gpus": 8, "gpu_model": H100, "zone": "a"}
    usual["gpu_driver"] = 580
    return node(name, **{**usual, **changed})


def cluster_of(*nodes: NodeFacts) -> KubernetesFacts:
    """Return a cluster of these nodes, sorted by name as they are gathered."""
    return KubernetesFacts(nodes=tuple(sorted(nodes, key=lambda each: each.name)))


def six_nodes() -> KubernetesFacts:
    """Return the cluster for which the example plan is written: four CPU nodes, and two with 8 H100 each."""
    return cluster_of(
        *(node(f"cpu-{number}") for number in range(1, 5)), gpu_node("gpu-1"), gpu_node("gpu-2")
    )


def kubernetes_document(**changed: Any) -> dict[str, Any]:
    """Return a plan with one training cluster of a head and a GPU pool, with what the test changes."""
    usual = {
        "name": "atlas",
        "target": "kubernetes",
        "runtime": {"image": f"registry.example.com/groundplan@sha256:{DIGEST}"},
        "storage": [{"name": "kept", "holds": "checkpoints", "kind": "filesystem", "size": "1GiB"}],
        "inventory": [
            {"pool": "train/head", "nodes": ["cpu-1"]},
            {"pool": "train/gpu", "nodes": ["gpu-*"]},
        ],
        "clusters": [cluster(pool("head"), pool("gpu", memory="96GiB", cpu=16, count=2, gpu="8xH100"))],
    }
    return {**usual, **changed}


def cluster(*pools: dict[str, Any], name: str = "train", **more: Any) -> dict[str, Any]:
    """Return a training cluster with these pools."""
    return {"name": name, "purpose": "training", "pools": list(pools), **more}


def kubernetes_plan(**changed: Any) -> Plan:
    """Return the plan of `kubernetes_document`."""
    return Plan.model_validate(kubernetes_document(**changed))


def refusals(facts: KubernetesFacts, **changed: Any) -> list[str]:
    """Return the sentences with which the plan of `kubernetes_document` is refused on a cluster."""
    with pytest.raises(TopologyErrors) as refused:
        resolve(kubernetes_plan(**changed), facts)
    return [str(error) for error in refused.value.errors]
