from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from components.plan.model import Machine as AskedMachine
from components.topology.pools import LOGICAL_CPUS, machine_of, object_store_bytes, scales
from components.topology.resolve import resolve
from tests.components.topology.plans import GIB, machine, plan

RAY_MINIMUM_BYTES = 75 * 2**20


@given(memory_bytes=st.integers(GIB, 2**45))
def test_objects_take_three_tenths_of_a_node_and_never_more_than_ray_takes(memory_bytes: int) -> None:
    share_bytes = object_store_bytes(memory_bytes)
    assert share_bytes in {memory_bytes * 3 // 10, 200 * 10**9}, "Ray's own default and its own bound"
    assert share_bytes >= RAY_MINIMUM_BYTES, "Ray refuses less, and the smallest node has more"
    assert share_bytes <= memory_bytes // 2, "shared memory is half of a machine's memory"


def test_a_machine_without_cpu_takes_one_task_at_a_time() -> None:
    assert machine_of(AskedMachine.model_validate({"memory": "2GiB"})).cpus == LOGICAL_CPUS


def test_labels_say_what_a_pool_belongs_to() -> None:
    head = resolve(plan(), machine()).clusters[0].head
    assert head.labels == {
        "groundplan-cluster": "serve",
        "groundplan-plan": "digits",
        "groundplan-pool": "head",
        "groundplan-purpose": "serving",
        "groundplan-role": "head",
    }, "the bill and the dashboard are read by these"


def test_nodes_of_a_pool_are_numbered_from_zero() -> None:
    data = resolve(plan(), machine()).clusters[1].pools[0]
    assert [(node.name, node.ordinal) for node in data.nodes] == [("train-data-0", 0), ("train-data-1", 1)]
    assert data.role == "worker", "only the pool named head is one"


def test_a_cluster_scales_where_one_of_its_pools_has_a_range() -> None:
    cluster = resolve(plan(), machine()).clusters[1]
    first, *others = cluster.pools
    ranged = replace(cluster, pools=(replace(first, maximum=first.count + 1), *others))
    assert (scales(cluster), scales(ranged)) == (False, True), "only there an autoscaler is needed"
