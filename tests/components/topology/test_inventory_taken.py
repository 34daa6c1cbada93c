"""A pool is measured against what a node has left: pods of others run there already, and ours are not in our way."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from components.topology.errors import TopologyErrors
from components.topology.facts import KubernetesFacts, Machines, NodeFacts, Requests
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import H100, cluster, cluster_of, gpu_node, kubernetes_plan, node
from tests.components.topology.plans import GIB, pool

STACK = "team-ada"
DAEMONS = Requests(cpus=Fraction(1, 10), memory_bytes=GIB)
"""What a network's agent asks on every node."""
WHOLE = [cluster(pool("head"), pool("gpu", memory="1024GiB", cpu=96, count=2, gpu="8xH100"))]
"""A plan whose pool is as large as its nodes are."""
LARGE = Machines(
    count=2, each=Requests(cpus=Fraction(96), memory_bytes=1024 * GIB, devices={"nvidia.com/gpu": 8})
)
"""Machines of that pool as they run."""


def nodes(taken: dict[str, Requests]) -> list[NodeFacts]:
    """Return the nodes of the small plan, those with GPUs with pods on them."""
    return [node("cpu-1"), gpu_node("gpu-1", taken=taken), gpu_node("gpu-2", taken=taken)]


def resolved(facts: KubernetesFacts, **changed: Any) -> Topology:
    """Return the small plan on a cluster, as the stack of this test brings it up."""
    return resolve(kubernetes_plan(**changed), facts, stack_id=STACK)


def refusal(facts: KubernetesFacts, **changed: Any) -> str:
    """Return the one sentence with which a plan is refused."""
    with pytest.raises(TopologyErrors) as refused:
        resolved(facts, **changed)
    (error,) = refused.value.errors
    return str(error)


def test_a_plan_as_large_as_its_nodes_is_refused_where_one_agent_runs_there() -> None:
    assert resolved(cluster_of(*nodes({})), clusters=WHOLE), "nobody is there"
    assert refusal(cluster_of(*nodes({"": DAEMONS})), clusters=WHOLE) == (
        "clusters[train].pools[gpu]: up to 2 machines of 96 CPUs and 1TiB and 8xH100; its 2 usable nodes have room for "
        f"0 (the largest has 96 CPUs and 1TiB and 8 GPUs ({H100}), of which pods beside the plan's machines "
        "ask 0.1 CPUs and 1GiB); add nodes to the inventory, ask smaller machines (at most cpu: 95, memory: 1023GiB)"
    ), "its pods would wait for ever, and `up` for half an hour"


def test_a_plan_that_leaves_room_for_them_fits_to_the_last_byte() -> None:
    smaller = [cluster(pool("head"), pool("gpu", memory="1023GiB", cpu=95, count=2, gpu="8xH100"))]
    assert resolved(cluster_of(*nodes({"": DAEMONS})), clusters=smaller)


def test_a_part_of_a_core_that_is_left_counts_with_what_is_taken() -> None:
    facts = cluster_of(node("cpu-1", cpus=Fraction(392, 100), taken={"": Requests(cpus=Fraction(9, 10))}))
    heads = [cluster(pool("head", cpu=3))]
    inventory = [{"pool": "train/head", "nodes": ["cpu-1"]}]
    assert resolved(facts, clusters=heads, inventory=inventory), "3.02 are left"


def test_the_stack_s_own_pods_are_in_nobody_s_way_and_those_of_another_stack_are() -> None:
    pods = Requests(cpus=Fraction(96), memory_bytes=1024 * GIB, devices={"nvidia.com/gpu": 8})
    assert resolved(cluster_of(*nodes({STACK: pods})), clusters=WHOLE), "the second `up` would be refused"
    assert "and 8 nvidia.com/gpu" in refusal(cluster_of(*nodes({"team-bob": pods})), clusters=WHOLE)


def test_what_up_puts_on_every_node_for_gpus_has_its_room_where_the_plan_has_gpus() -> None:
    facts = replace(cluster_of(*nodes({})), added=Requests(cpus=Fraction(5, 1000), memory_bytes=64 * 2**20))
    assert "ask 0.005 CPUs and 64MiB)" in refusal(facts, clusters=WHOLE), (
        "a DaemonSet comes before the pool's pods"
    )
    heads = [cluster(pool("head", cpu=32, memory="128GiB"))]
    assert resolved(facts, clusters=heads, inventory=[{"pool": "train/head", "nodes": ["cpu-1"]}]), (
        "it brings none"
    )


@pytest.mark.parametrize("devices", [{"nvidia.com/gpu": 1}, {"nvidia.com/gpu.shared": 1}])
def test_gpus_that_others_have_are_not_there(devices: dict[str, int]) -> None:
    taken = {"": Requests(devices=devices)}
    asked = {**pool("gpu", memory="96GiB", cpu=16, count=2, gpu="8xH100")}
    if "nvidia.com/gpu.shared" in devices:
        asked["gpu_profile"] = "shared-4"
    assert "room for 0" in refusal(cluster_of(*nodes(taken)), clusters=[cluster(pool("head"), asked)])


def test_a_stack_that_is_up_is_told_of_pods_that_came_beside_it_and_not_refused() -> None:
    facts = replace(cluster_of(*nodes({"": DAEMONS})), running={(STACK, "train", "gpu"): LARGE})
    assert resolved(facts, clusters=WHOLE).notes == (
        "clusters[train].pools[gpu]: pods of others take room on its nodes; until then there is room for 0 of up to 2 "
        "machines, and what finds none waits, as does a change of the cluster; see `kubectl describe node`, or give "
        "the pool another node",
    ), "what runs has its room"


@pytest.mark.parametrize(
    "smaller",
    [
        Requests(cpus=Fraction(96), memory_bytes=512 * GIB, devices={"nvidia.com/gpu": 8}),
        Requests(cpus=Fraction(48), memory_bytes=1024 * GIB, devices={"nvidia.com/gpu": 8}),
        Requests(cpus=Fraction(96), memory_bytes=1024 * GIB, devices={"nvidia.com/gpu": 4}),
    ],
)
def test_a_pool_that_is_up_with_smaller_machines_is_measured_beside_pods_of_others(smaller: Requests) -> None:
    running = {(STACK, "train", "gpu"): Machines(count=2, each=smaller)}
    facts = replace(cluster_of(*nodes({"": DAEMONS})), running=running)
    assert "have room for 0" in refusal(facts, clusters=WHOLE), (
        "only what runs has its room, and `up` would hang"
    )


def test_a_machine_that_the_plan_leaves_open_stands_as_it_was_made() -> None:
    asked = [cluster(pool("head"), {"name": "gpu", "machine": {"gpu": "8xH100"}, "count": 2})]
    (made, _) = resolved(cluster_of(*nodes({})), clusters=asked).clusters[0].pools
    runs = Requests(
        cpus=Fraction(made.machine.cpus),
        memory_bytes=made.machine.memory_bytes,
        devices={"nvidia.com/gpu": 8},
    )
    half = Requests(cpus=Fraction(48), memory_bytes=512 * GIB)
    facts = replace(
        cluster_of(*nodes({"": half})), running={(STACK, "train", "gpu"): Machines(count=2, each=runs)}
    )
    assert "pods of others take room" in resolved(facts, clusters=asked).notes[0]


def test_a_machine_that_the_plan_leaves_open_does_not_change_with_what_runs_beside_it() -> None:
    asked = [cluster(pool("head"), {"name": "gpu", "machine": {"gpu": "8xH100"}, "count": 2})]
    machines = {
        resolved(cluster_of(*nodes(taken)), clusters=asked).clusters[0].pools[0].machine
        for taken in ({}, {"": DAEMONS})
    }
    assert len(machines) == 1, "another amount would make every pod anew"
