"""Two stacks with a plan of one name on one real cluster: the second is refused, and neither touches the other's."""

from dataclasses import replace
from typing import Any

import pytest

from components.kubernetes import members
from components.kubernetes.access import Access, connect
from components.kubernetes.gathering import ask_cluster
from components.kubernetes.ownership import owner_errors
from components.kubernetes.pools import node_labels
from components.kubernetes.services import services_of
from components.services.isolation.namespaces import namespaces
from components.services.isolation.priorities import priorities
from components.services.operators.kuberay import kuberay_definitions
from components.services.registry.database import database_manifests
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.cli.failures import Refused
from stacks.reaching.remains import Owner, remaining
from stacks.reaching.unrecorded import remove_unrecorded, require_own
from tests.components.services.declared import apply, platform_of
from tests.components.topology.cluster_nodes import H100, kubernetes_plan
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

ADA, BOB = "team-ada", "team-bob"
"""Two users, who both call their stack `team`."""


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a cluster on which Ada's stack is up: what others stand on, her database, and her nodes."""
    clean_control_plane.add_nodes(1, prefix="cpu", cpus=32, memory="128Gi")
    clean_control_plane.add_nodes(2, prefix="gpu", cpus=96, memory="1Ti", gpus=8, gpu_product=H100)
    made = topology_of(clean_control_plane, ADA)
    apply(clean_control_plane, declared(made))
    members.apply(nodes_of(clean_control_plane, made))
    return clean_control_plane


def access_to(plane: ControlPlane) -> Access:
    return connect(str(plane.kubeconfig))


def topology_of(plane: ControlPlane, stack_id: str) -> Topology:
    """Return the small plan on the nodes of the cluster, for the stack with an id."""
    return resolve(kubernetes_plan(), ask_cluster(access_to(plane)).facts, stack_id=stack_id)


def declared(made: Topology) -> list[Any]:
    on = platform_of(made)
    first = [*namespaces(made, on), *priorities(made, on)]
    return [*first, *kuberay_definitions(made), *database_manifests(made)]


def nodes_of(plane: ControlPlane, made: Topology) -> dict[str, Any]:
    identity = plane.objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    nodes = {
        node.name: node_labels(pool, node, made.made_by)
        for cluster in made.clusters
        for pool in cluster.pools
        for node in pool.inventory
    }
    where = {"kubeconfig": str(plane.kubeconfig), "context": "control-plane", "identity": identity}
    return {**where, "pool": "train/all", "nodes": nodes, "taints": []}


def refusals(plane: ControlPlane, made: Topology) -> list[str]:
    found = ask_cluster(access_to(plane))
    return [str(each) for each in owner_errors(made, found, services_of(found, made.made_by))]


def test_the_second_stack_is_refused_in_one_sentence_and_the_first_comes_up_again(
    plane: ControlPlane,
) -> None:
    made = topology_of(plane, ADA)
    assert refusals(plane, made) == [], "its second `up` finds its own"
    (sentence,) = refusals(plane, replace(made, made_by={"groundplan-stack": BOB}))
    assert sentence.startswith("name: the plan is named atlas; stack team-ada has a plan of this name")
    with pytest.raises(TopologyErrors, match="they belong to a plan atlas of stack team-ada") as refused:
        topology_of(plane, BOB)
    assert len(refused.value.errors) == 2, "one sentence for each entry of the inventory, whatever it names"


def test_the_second_stack_s_down_sees_and_touches_nothing(plane: ControlPlane) -> None:
    access, bob = access_to(plane), Owner(plan="atlas", stack=BOB)
    before = remaining(access, Owner(plan="atlas", stack=ADA))
    assert {"Namespace", "PriorityClass", "CustomResourceDefinition", "StatefulSet", "Node"} <= {
        each.kind for each in before
    }, "all of the first one's is there"
    assert remaining(access, bob) == []
    remove_unrecorded(access, bob)
    assert remaining(access, Owner(plan="atlas", stack=ADA)) == before
    with pytest.raises(Refused, match=r"belongs to another stack by now \(Namespace atlas-train\)"):
        require_own(access, bob, {("Namespace", "", "atlas-train")})
    require_own(access, Owner(plan="atlas", stack=ADA), {("Namespace", "", "atlas-train")})


def test_an_id_more_changes_no_specification(plane: ControlPlane) -> None:
    made = topology_of(plane, ADA)
    apply(plane, declared(replace(made, made_by={})))
    before = {
        path: plane.objects.get(path)["metadata"] for path in map(plane.objects.path_of, declared(made))
    }
    apply(plane, declared(made))
    for path, old in before.items():
        new = plane.objects.get(path)["metadata"]
        assert new["uid"] == old["uid"] and new.get("generation") == old.get("generation"), (
            f"{path}: who gets an id keeps every object and every pod"
        )
        assert (old["labels"].get("groundplan-stack"), new["labels"]["groundplan-stack"]) == (None, ADA)


def test_the_first_stack_s_down_removes_its_own_and_leaves_another_s(plane: ControlPlane) -> None:
    access, ada = access_to(plane), Owner(plan="atlas", stack=ADA)
    theirs = {
        "metadata": {"name": "atlas-of-bob", "labels": {"groundplan-plan": "atlas", "groundplan-stack": BOB}}
    }
    plane.objects.apply({"apiVersion": "v1", "kind": "Namespace", **theirs})
    members.release(nodes_of(plane, topology_of(plane, ADA)))
    remove_unrecorded(access, ada)
    plane.wait(lambda: not remaining(access, ada), "all of the first stack to go")
    assert plane.objects.get("/api/v1/namespaces/atlas-of-bob")["status"]["phase"] == "Active"
    assert refusals(plane, topology_of(plane, BOB)) == [], "who comes next may have the name"
