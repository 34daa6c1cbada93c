"""The whole topology of every example plan that needs no account, as it was reviewed.

A difference means that stacks which run would be changed: review it, say it in the changelog, then
`pytest tests/components/topology/test_resolve_examples.py --snapshot-update`.
"""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from components.plan.loading import load_plan
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import six_nodes
from tests.components.topology.plans import machine

EXAMPLES = Path(__file__).parents[3] / "stacks" / "plans"
LOCAL = sorted(path.name for path in EXAMPLES.glob("local-*.yaml"))
KUBERNETES = sorted(path.name for path in EXAMPLES.glob("kubernetes-*.yaml"))


def test_there_is_an_example_of_the_local_target() -> None:
    assert "local-small.yaml" in LOCAL, "`make quickstart` names it"


@pytest.mark.parametrize("name", LOCAL)
def test_an_example_has_the_topology_that_was_reviewed(name: str, snapshot: SnapshotAssertion) -> None:
    assert resolve(load_plan(EXAMPLES / name), machine()) == snapshot, "running stacks would be changed"


def test_the_smallest_example_fits_a_machine_of_16_gib() -> None:
    facts = machine(cpus=2, memory_bytes=16 * 2**30, free_disk_bytes=20 * 2**30)
    assert len(resolve(load_plan(EXAMPLES / "local-small.yaml"), facts).clusters) == 2, (
        "its first line says so"
    )


def test_there_is_an_example_of_the_kubernetes_target() -> None:
    assert "kubernetes-small.yaml" in KUBERNETES, "the page about a cluster that exists names it"


@pytest.mark.parametrize("name", KUBERNETES)
def test_an_example_on_six_nodes_has_the_topology_that_was_reviewed(
    name: str, snapshot: SnapshotAssertion
) -> None:
    assert resolve(load_plan(EXAMPLES / name), six_nodes()) == snapshot, "running stacks would be changed"


def test_the_first_line_of_the_small_example_counts_its_nodes() -> None:
    topology = resolve(load_plan(EXAMPLES / "kubernetes-small.yaml"), six_nodes())
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    with_gpus = [node.name for pool in pools if pool.machine.gpus for node in pool.inventory]
    others = [node.name for pool in pools if not pool.machine.gpus for node in pool.inventory]
    assert (len(others), len(with_gpus)) == (4, 2), "four CPU nodes, and two with GPUs"
