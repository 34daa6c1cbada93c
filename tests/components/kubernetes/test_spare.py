"""What is left beside the pools is where the services of a plan have to be."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from components.contract import Room
from components.kubernetes.spare import spare
from components.topology.facts import KubernetesFacts, Machines, NodeFacts, Requests
from tests.components.kubernetes.clusters import STACK_ID, gathered, topology
from tests.components.topology.cluster_nodes import cluster, cluster_of, gpu_node, node
from tests.components.topology.plans import GIB, pool

GPUS = (gpu_node("gpu-1"), gpu_node("gpu-2"))


def left(*nodes: NodeFacts) -> tuple[Room, ...]:
    """Return what the small plan leaves on nodes beside those with GPUs."""
    found = spare(topology(), gathered(facts=cluster_of(*nodes, *GPUS)))
    assert found is not None
    return found


def test_a_pool_leaves_what_its_machines_do_not_take() -> None:
    head = topology().clusters[0].head.machine
    assert left(node("cpu-1")) == (Room(cpus=32 - head.cpus, memory_bytes=128 * GIB - head.memory_bytes),), (
        "nodes with GPUs have a taint, or get one"
    )
    assert left(node("cpu-1"), node("cpu-2"))[-1] == Room(cpus=32, memory_bytes=128 * GIB)


def test_pods_of_others_take_their_part_and_those_of_the_stack_none() -> None:
    asked = Requests(cpus=Fraction(1, 2), memory_bytes=GIB)
    taken = {"": asked, STACK_ID: Requests(cpus=Fraction(9), memory_bytes=9 * GIB)}
    found = left(node("cpu-1"), node("cpu-2", taken=taken))
    assert found[-1] == Room(cpus=Fraction(63, 2), memory_bytes=127 * GIB), "its services are counted anew"


def test_what_up_puts_on_every_node_for_gpus_takes_its_part_where_the_plan_has_gpus() -> None:
    search = Requests(cpus=Fraction(5, 1000), memory_bytes=64 * 2**20)
    there = gathered(facts=replace(cluster_of(node("cpu-1"), node("cpu-2"), *GPUS), added=search))
    found = spare(topology(), there)
    assert found is not None
    assert found[-1] == Room(cpus=Fraction(31995, 1000), memory_bytes=128 * GIB - 64 * 2**20), (
        "a service that fits to the last byte would wait for ever"
    )
    without = {
        "clusters": [cluster(pool("head"))],
        "inventory": [{"pool": "train/head", "nodes": ["cpu-1"]}],
    }
    free = spare(topology(**without), there)
    assert free is not None
    assert free[1] == Room(cpus=32, memory_bytes=128 * GIB), "it brings none"


def test_machines_fill_nodes_beside_what_up_puts_there_for_gpus() -> None:
    search = Requests(cpus=Fraction(5, 1000), memory_bytes=64 * 2**20)
    clusters = [
        cluster(
            pool("head"),
            pool("data", cpu=16, memory="64GiB", count=2),
            pool("gpu", memory="96GiB", cpu=16, count=2, gpu="8xH100"),
        )
    ]
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/data", "nodes": ["cpu-2", "cpu-3"]},
        {"pool": "train/gpu", "nodes": ["gpu-*"]},
    ]
    facts = cluster_of(*(node(f"cpu-{number}") for number in (1, 2, 3)), *GPUS)
    found = spare(
        topology(clusters=clusters, inventory=inventory), gathered(facts=replace(facts, added=search))
    )
    assert [int(room.cpus) for room in (found or ())[1:]] == [15, 15], "two of them find no room on one node"


@pytest.mark.parametrize(
    "closed", [{"is_usable": False}, {"taints": ("dedicated=batch:NoSchedule",)}, {"is_for_gpus": True}]
)
def test_a_node_that_does_not_take_any_pod_has_nothing_for_services(closed: dict[str, Any]) -> None:
    assert len(left(node("cpu-1"), node("cpu-2", **closed))) == 1


def test_a_pool_fills_one_node_after_the_other() -> None:
    clusters = [
        cluster(pool("head", cpu=16, memory="64GiB"), pool("data", cpu=16, memory="64GiB", count="0..3"))
    ]
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/data", "nodes": ["cpu-2", "cpu-3"]},
    ]
    there = gathered(facts=cluster_of(*(node(f"cpu-{number}") for number in (1, 2, 3))))
    found = spare(topology(clusters=clusters, inventory=inventory), there)
    assert [room.cpus for room in found or ()] == [16, 0, 16], "as large a room as there can be"


def test_where_nodes_come_as_pods_ask_nothing_is_bounded() -> None:
    assert spare(topology(), gathered(grows=True)) is None
    inventory = [{"pool": "train/head", "nodes": ["cpu-1"]}, {"pool": "train/gpu", "selector": ["a=b"]}]
    assert spare(topology(inventory=inventory), gathered()) is None, "something else makes the nodes"


def test_a_stack_that_is_up_has_its_services_somewhere() -> None:
    def facts(stack: str) -> KubernetesFacts:
        return replace(
            cluster_of(node("cpu-1"), *GPUS), running={(stack, "train", "head"): Machines(count=1)}
        )

    assert spare(topology(), gathered(facts=facts(STACK_ID))) is None
    assert spare(topology(), gathered(facts=facts("team-bob"))) is not None, "another one's are not ours"
