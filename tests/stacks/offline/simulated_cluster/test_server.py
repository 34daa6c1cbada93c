"""What a program asks of a cluster is answered as of one that lacks nothing, and nothing can be changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.contract import Pods
from components.kubernetes import checks
from components.kubernetes.access import Access, Missing, NoCluster, connect
from components.kubernetes.gathering import ask_cluster
from components.plan.loading import load_plan
from components.topology.resolve import resolve
from stacks.offline.simulated_cluster.documents import DRIVER, documents
from stacks.offline.simulated_cluster.nodes import nodes_of
from stacks.offline.simulated_cluster.server import SimulatedCluster, simulated_cluster
from stacks.paths import PROJECT_ROOT

PLAN = load_plan(PROJECT_ROOT / "stacks" / "plans" / "kubernetes-small.yaml")


@pytest.fixture
def cluster() -> Iterator[SimulatedCluster]:
    """Return a cluster that is what the example plan says."""
    with simulated_cluster() as found:
        found.shown = documents(nodes_of(PLAN, resolve(PLAN, None)))
        yield found


@pytest.fixture
def access(cluster: SimulatedCluster, tmp_path: Path) -> Access:
    """Return the access by its kubeconfig."""
    file = tmp_path / "kubeconfig"
    file.write_text(cluster.kubeconfig, encoding="utf-8")
    return connect(str(file))


def test_the_cluster_lacks_nothing_that_the_example_needs(access: Access) -> None:
    found = ask_cluster(access)
    topology = resolve(PLAN, found.facts, stack_id="simulated")
    assert checks.cluster_errors(topology, found, frozenset()) == []
    assert found.storage is not None and found.storage.driver == DRIVER
    assert not found.missing_rights and not found.operators
    assert [place.labels for place in found.dns if isinstance(place, Pods)] == [{"k8s-app": "kube-dns"}]
    assert checks.version_note(found.version) is None, "it is of a version that was tested"


def test_another_plan_s_nodes_are_shown_as_soon_as_somebody_says_so(
    access: Access, cluster: SimulatedCluster
) -> None:
    before = ask_cluster(access)
    cluster.shown = documents(())
    after = ask_cluster(access)
    assert before.facts.nodes and not after.facts.nodes
    assert before.identity == after.identity, "it is the same cluster"


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST", "PUT"])
def test_nothing_can_be_changed(method: str, access: Access) -> None:
    with pytest.raises(NoCluster, match="only told of"):
        access.request(method, "/api/v1/namespaces/default", body={})


def test_what_is_not_there_is_missing_and_a_list_of_it_is_empty(access: Access) -> None:
    with pytest.raises(Missing):
        access.get("/api/v1/namespaces/default/services/none")
    assert list(access.listed("/apis/apps/v1/daemonsets")) == []
