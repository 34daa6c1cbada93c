"""Every pool of a plan fits the nodes that are made up for it, however the plan names them."""

from typing import Any

import pytest

from components.kubernetes.access import connect_by
from components.kubernetes.gathering import ask_cluster
from components.plan.loading import load_plan
from components.plan.model import Plan
from components.topology.facts import KubernetesFacts
from components.topology.resolve import resolve
from stacks.offline.simulated_cluster.documents import documents
from stacks.offline.simulated_cluster.nodes import SHARED, nodes_of
from stacks.offline.simulated_cluster.server import simulated_cluster
from stacks.paths import PROJECT_ROOT
from tests.components.topology.cluster_nodes import cluster, kubernetes_plan
from tests.components.topology.plans import pool

EXAMPLE = PROJECT_ROOT / "stacks" / "plans" / "kubernetes-small.yaml"


def facts(plan: Plan) -> KubernetesFacts:
    """Return what is gathered of the nodes that are made up for a plan."""
    with simulated_cluster() as cluster:
        cluster.shown = documents(nodes_of(plan, resolve(plan, None)))
        return ask_cluster(connect_by(cluster.kubeconfig)).facts


def fits(plan: Plan) -> dict[str, list[str]]:
    """Return the nodes of each pool; raises TopologyErrors where one does not fit."""
    topology = resolve(plan, facts(plan))
    pools = [each for one in topology.clusters for each in one.pools]
    return {f"{each.cluster}/{each.name}": [node.name for node in each.inventory] for each in pools}


def test_the_example_fits_nodes_of_the_names_that_it_says() -> None:
    found = fits(load_plan(EXAMPLE))
    assert found["train/head"] == ["cpu-1"]
    assert found["train/gpu"] == ["gpu-simulated-1", "gpu-simulated-2"], "as many as the pool may have"


def test_no_node_tells_of_gpus_so_that_the_plan_declares_what_finds_them() -> None:
    assert not facts(load_plan(EXAMPLE)).shows_gpus


@pytest.mark.parametrize("nodes", [["one"], ["one", "two"], ["one", "*-gpu"], ["a*b", "*c"], ["gpu-*"]])
def test_a_pool_fits_however_its_nodes_are_named(nodes: list[str]) -> None:
    inventory = [{"pool": "train/head", "nodes": ["cpu-1"]}, {"pool": "train/gpu", "nodes": nodes}]
    asked = pool("gpu", memory="96GiB", cpu=16, count="1..5", gpu="8xH100")
    found = fits(kubernetes_plan(inventory=inventory, clusters=[cluster(pool("head"), asked)]))
    assert found["train/gpu"] and set(nodes) - set(found["train/gpu"]) == {n for n in nodes if "*" in n}


def test_a_pool_of_selected_nodes_needs_none() -> None:
    inventory: list[dict[str, Any]] = [
        {"pool": "train/head", "nodes": ["cpu-1"]},
        {"pool": "train/gpu", "selector": ["karpenter.sh/nodepool=gpu"]},
    ]
    assert [each.name for each in facts(kubernetes_plan(inventory=inventory)).nodes] == ["cpu-1", SHARED]


def test_where_a_plan_takes_every_node_there_is_none_beside_them() -> None:
    inventory = [{"pool": "train/gpu", "nodes": ["*"]}, {"pool": "train/head", "selector": ["a=b"]}]
    assert SHARED not in [each.name for each in facts(kubernetes_plan(inventory=inventory)).nodes]
