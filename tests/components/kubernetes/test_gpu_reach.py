"""Whether GPUs are offered is judged by the nodes of a plan's own pools, and what is amiss there is told."""

from dataclasses import replace
from typing import Any

from components.kubernetes.checks import notes
from components.kubernetes.gpu_reach import reach_notes
from components.kubernetes.gpu_software import GpuSoftware
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.kubernetes.clusters import OURS, STACK_ID, gathered, running, topology
from tests.components.topology.cluster_nodes import H100, cluster, cluster_of, gpu_node, kubernetes_plan, node
from tests.components.topology.plans import pool

LABELS = {"example.com/pool": "gpu"}
CPUS = [node(f"cpu-{number}") for number in range(1, 5)]
PLUGIN = GpuSoftware(plugins=("kube-system/nvidia-device-plugin",))
OPERATOR = {"kinds": {"clusterpolicies.nvidia.com": {}}, "operators": running("gpu-operator")}


def selecting() -> Topology:
    """Return the small plan with a GPU pool on nodes that something else makes."""
    inventory = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/gpu", "selector": ["example.com/pool=gpu"]},
    ]
    return resolve(kubernetes_plan(inventory=inventory), cluster_of(*CPUS), stack_id=STACK_ID)


def told(plan: Topology, *nodes: Any, **changed: Any) -> list[str]:
    """Return what is told of the pools of a plan on a cluster, whose node spot-1 has the labels of the GPU pool."""
    inventory = gathered(
        facts=cluster_of(*CPUS, *nodes), node_labels={"spot-1": LABELS, "cpu-1": {}}, **changed
    )
    found = list(reach_notes(plan, inventory))
    assert set(found) <= set(notes(plan, inventory)), "`up` and `doctor` show it"
    return found


def test_a_pool_whose_nodes_offer_gpus_is_told_nothing_of_whatever_others_lack() -> None:
    whole = [gpu_node("gpu-1"), gpu_node("gpu-2")]
    assert told(topology(), *whole, node("other-1")) == []
    assert told(selecting(), gpu_node("spot-1"), node("other-1")) == []


def test_a_bare_node_of_a_pool_is_told_of_where_other_nodes_have_a_plugin() -> None:
    (note,) = told(selecting(), node("spot-1"), gpu_node("other-1"), gpu_software=PLUGIN)
    assert note.startswith(
        "train/gpu: spot-1 offers no GPU, and what offers those of other nodes (other-1) found none there; nor does "
        "`up` bring a second device plugin"
    )
    assert told(selecting(), node("spot-1")) == [], "`up` brings the plugin where nobody has one"
    one = topology(
        clusters=[cluster(pool("head"), pool("gpu", memory="96GiB", cpu=16, count=1, gpu="8xH100"))]
    )
    (note,) = told(one, gpu_node("gpu-1"), node("gpu-2"))
    assert note.startswith("train/gpu: gpu-2 offers no GPU"), "it was taken for the pool and gives it nothing"


def test_nodes_whose_gpus_are_parts_are_told_of_where_something_else_makes_them_or_a_stack_stands_there() -> (
    None
):
    mig = gpu_node("spot-1", gpus=0, gpu_parts={"nvidia.com/gpu": 56}, gpu_model=f"{H100}-MIG-1g.10gb")
    (note,) = told(selecting(), mig)
    assert f"spot-1 offers as nvidia.com/gpu are parts of GPUs ({H100}-MIG-1g.10gb)" in note
    assert "write gpu_profile: mig-1g.10gb" in note
    (note,) = told(topology(), replace(mig, name="gpu-1"), gpu_node("gpu-2"))
    assert note.startswith("train/gpu: what gpu-1 offers as nvidia.com/gpu are parts of GPUs")


def test_a_pool_that_no_node_is_of_yet_is_told_who_brings_its_plugin() -> None:
    begin = "train/gpu: no node has the labels example.com/pool=gpu yet, "
    (theirs,) = told(selecting(), gpu_node("other-1"), gpu_software=PLUGIN)
    assert theirs == (
        f"{begin}and `up` brings no device plugin beside the cluster's own (kube-system/nvidia-device-plugin); see "
        "that it reaches those that come, or their GPUs are offered by nobody and the pool's pods wait for ever"
    )
    (ours,) = told(selecting())
    assert ours == (
        f"{begin}so nobody can tell what these bring, and `up` brings NVIDIA's GPU operator with driver, toolkit and "
        "device plugin for them; where they bring these themselves, `pulumi config set "
        "groundplan:operators-elsewhere gpu-operator` leaves it out"
    )


def test_a_pool_that_no_node_is_of_yet_needs_no_word_where_an_operator_waits_for_them() -> None:
    assert told(selecting(), **OPERATOR) == [], "it runs its plugin on every node with GPUs that comes"
    assert told(selecting(), elsewhere=frozenset({"gpu-operator"})) == [], "the stack says so"
    assert told(selecting(), namespaces={"gpu-operator": OURS}) == [], "the first `up` told it"


def test_a_bare_node_that_an_operator_reaches_is_told_to_wait_and_of_no_second_plugin() -> None:
    nodes = cluster_of(*CPUS, node("spot-1"), gpu_node("other-1"))
    facts = replace(nodes, gpu_operator="gpu-operator/gpu-operator")
    inventory = gathered(facts=facts, node_labels={"spot-1": LABELS}, namespaces={"gpu-operator": OURS})
    assert list(reach_notes(selecting(), inventory)) == [
        "train/gpu: spot-1 offers no GPU yet; the cluster's GPU operator (gpu-operator/gpu-operator), which finds "
        "those of every node, is not done there; the pool's pods wait until then: see `kubectl --namespace "
        "gpu-operator get pods --output wide`"
    ]
