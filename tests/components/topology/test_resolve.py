from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.plan.model import Plan
from components.topology.model import CLIENT, OPERATOR, Topology
from components.topology.resolve import resolve
from tests.components.topology.plans import (
    CLUSTERS,
    DOCUMENTS,
    GIB,
    LARGE,
    POOLS,
    STORES,
    gpus,
    machine,
    plan,
    pool,
)

SHUFFLES = st.randoms(use_true_random=False)


def topology(document: dict[str, Any]) -> Topology:
    return resolve(Plan.model_validate(document), LARGE)


def shuffled(order: Random, items: list[Any]) -> list[Any]:
    return order.sample(items, len(items))


def names(made: Topology) -> dict[str, set[str]]:
    pools = [pool for cluster in made.clusters for pool in cluster.pools]
    return {
        "clusters": {cluster.name for cluster in made.clusters},
        "pools": {f"{pool.cluster}/{pool.name}" for pool in pools},
        "nodes": {node.name for pool in pools for node in pool.nodes},
        "stores": {store.name for store in made.stores if not store.implied},
        "identities": set(made.identities),
        "subnets": {subnet.name for subnet in made.network.subnets} if made.network else set(),
    }


def kept(before: dict[str, set[str]], after: dict[str, set[str]]) -> bool:
    return all(before[kind] <= after[kind] for kind in before)


@given(document=DOCUMENTS, order=SHUFFLES)
def test_reordering_clusters_pools_and_stores_changes_nothing(
    document: dict[str, Any], order: Random
) -> None:
    clusters = [{**cluster, "pools": shuffled(order, cluster["pools"])} for cluster in document["clusters"]]
    reordered = {
        **document,
        "clusters": shuffled(order, clusters),
        "storage": shuffled(order, document["storage"]),
    }
    assert topology(reordered) == topology(document), "a name is an identity, a position is not"


@given(document=DOCUMENTS, newest=CLUSTERS)
def test_one_cluster_more_renames_nothing(document: dict[str, Any], newest: dict[str, Any]) -> None:
    newest = {**newest, "name": "newest"}
    grown = {**document, "clusters": [newest, *document["clusters"]]}
    assert kept(names(topology(document)), names(topology(grown))), "a renamed resource is a replaced one"


@given(document=DOCUMENTS, newest=POOLS)
def test_one_pool_more_renames_nothing(document: dict[str, Any], newest: dict[str, Any]) -> None:
    first, *others = document["clusters"]
    grown_first = {**first, "pools": [{**newest, "name": "newest"}, *first["pools"]]}
    grown = {**document, "clusters": [grown_first, *others]}
    assert kept(names(topology(document)), names(topology(grown))), "a renamed resource is a replaced one"


@given(document=DOCUMENTS, newest=STORES)
def test_one_store_more_renames_nothing_and_moves_no_port(
    document: dict[str, Any], newest: dict[str, Any]
) -> None:
    before = topology(document)
    after = topology({**document, "storage": [{**newest, "name": "newest"}, *document["storage"]]})
    assert kept(names(before), names(after)), "a renamed resource is a replaced one"
    assert [c.ports for c in after.clusters] == [c.ports for c in before.clusters], "stores have no ports"


@given(document=DOCUMENTS, data=st.data())
def test_one_node_more_at_the_end_of_the_largest_pool_moves_no_port(
    document: dict[str, Any], data: st.DataObject
) -> None:
    largest = max((p for c in document["clusters"] for p in c["pools"]), key=lambda made: made["count"])
    before = topology(document)
    largest["count"] += 1
    after = topology(document)
    for old, new in zip(before.clusters, after.clusters, strict=True):
        assert old.ports.nodes.items() <= new.ports.nodes.items(), "growing a pool restarts no node that runs"


@given(document=DOCUMENTS)
def test_no_identity_of_serving_reaches_a_store_of_training(document: dict[str, Any]) -> None:
    made = topology(document)
    serving = {cluster.identity for cluster in made.clusters if cluster.purpose == "serving"}
    reached = reachable(made, serving)
    stores = {store.name: store.holds for store in made.stores}
    rights = [right for right in made.rights if right.identity in reached]
    assert {stores[right.store] for right in rights} <= {"models"}, "directly, or through whom it may talk to"
    assert all(right.access == "read" for right in rights), "serving never writes"


def reachable(made: Topology, starts: set[str]) -> set[str]:
    """Return all ends that a chain of flows leads to."""
    reached, previous = set(starts), set()
    while reached != previous:
        previous = set(reached)
        reached |= {flow.destination for flow in made.flows if flow.source in reached}
    return reached


@given(document=DOCUMENTS)
def test_every_name_that_is_referred_to_exists(document: dict[str, Any]) -> None:
    made = topology(document)
    clusters = {cluster.name for cluster in made.clusters}
    assert {r.identity for r in made.rights} <= set(made.identities), "a right of nobody protects nothing"
    assert {r.store for r in made.rights} <= {store.name for store in made.stores}, "a right on nothing"
    assert {f.source for f in made.flows} <= {*clusters, OPERATOR, CLIENT}, "a flow from nowhere"
    assert {f.destination for f in made.flows} <= clusters, "a flow to nowhere"
    for cluster in made.clusters:
        named = {node.name for pool in cluster.pools for node in pool.nodes}
        assert set(cluster.ports.nodes) == named, "every node that Groundplan starts knows its ports"
        assert cluster.identity in made.identities, "each cluster acts as itself"
        assert cluster.head.count == 1, "a Ray cluster has one head"


@given(document=DOCUMENTS)
def test_training_always_has_a_registry(document: dict[str, Any]) -> None:
    made = topology(document)
    registries = [store for store in made.stores if store.holds == "registry"]
    named = any(store["holds"] == "registry" for store in document["storage"])
    trains = any(cluster["purpose"] == "training" for cluster in document["clusters"])
    assert bool(registries) == (named or trains), "training writes its versions somewhere"
    assert all(store.implied is not named for store in registries), "an implied one only where none is named"


def test_only_production_is_protected_from_deletion() -> None:
    for environment in ("development", "staging", "production"):
        made = resolve(plan(environment=environment), machine())
        assert made.deletion_protection == (environment == "production"), environment


def test_on_local_there_is_no_network() -> None:
    assert resolve(plan(), machine()).network is None, "each cluster has the loopback of its own namespace"


def test_segments_follow_the_purpose() -> None:
    segments = {cluster.name: cluster.segment for cluster in resolve(plan(), machine()).clusters}
    assert segments == {"train": "training", "serve": "serving"}, "serving has a segment of its own"


def test_without_facts_nothing_of_the_machine_is_judged() -> None:
    asking = plan(
        clusters=[
            {"name": "train", "purpose": "training", "pools": [pool("head", memory="900TiB", gpu="8xH100")]}
        ]
    )
    assert resolve(asking, None).clusters[0].head.machine.gpus == 8, "`validate` runs on any machine"


def test_gpus_that_are_found_join_the_cluster_with_names_ports_and_indexes() -> None:
    made = resolve(plan(), machine(gpus=gpus("Tesla T4", "Tesla T4")))
    (found,) = [pool for cluster in made.clusters for pool in cluster.pools if pool.name == "gpu"]
    (node,) = found.nodes
    assert (found.cluster, node.name, node.gpu_indexes) == ("train", "train-gpu-0", (0, 1)), (
        "one node has them all"
    )
    assert node.name in made.clusters[1].ports.nodes, "it starts like every other node"
    assert made.notes == ("the GPUs found (2 x Tesla T4) became pool gpu of cluster train",), "and is said so"


def test_ranges_and_machines_beyond_local_are_kept_for_the_target() -> None:
    scaling = {"name": "data", "machine": {"cpu": 4}, "count": "0..20", "capacity": ["spot", "on-demand"]}
    made = resolve(
        plan(
            target="aws",
            location="us-east-1",
            network={
                "cidr": "10.20.0.0/16",
                "zones": 3,
                "allowed_cidrs": ["203.0.113.0/24", "198.51.100.0/24"],
            },
            clusters=[{"name": "train", "purpose": "training", "pools": [pool("head"), scaling]}],
        ),
        None,
    )
    data = made.clusters[0].pools[0]
    assert (data.count, data.maximum, data.capacity) == (0, 20, ("spot", "on-demand")), "tried in this order"
    assert data.nodes == (), "an autoscaler names them"
    assert made.network is not None
    assert made.network.allowed_cidrs == ("198.51.100.0/24", "203.0.113.0/24"), (
        "sorted: a list's order is no change"
    )
    assert len(made.network.subnets) == 12, "four segments in each of three zones"


def test_memory_of_all_nodes_is_what_the_plan_asks() -> None:
    made = resolve(plan(), machine())
    asked = sum(p.count * p.machine.memory_bytes for c in made.clusters for p in c.pools)
    assert asked == 5 * 2 * GIB, "five nodes of 2GiB, and nothing added unasked"


def test_two_stacks_of_one_plan_have_ports_of_their_own() -> None:
    made = Plan.model_validate(plan())
    first, second = (resolve(made, LARGE, stack=stack) for stack in ("local", "local-second"))
    taken = {port for cluster in first.clusters for port in (cluster.ports.job_api, cluster.ports.serve)}
    asked = {port for cluster in second.clusters for port in (cluster.ports.job_api, cluster.ports.serve)}
    assert not taken & asked, "both can run on one machine"
    assert names(first) == names(second), "and nothing else differs"


def test_the_label_of_the_stack_stands_apart_from_those_that_templates_have() -> None:
    made = resolve(plan(), LARGE, stack_id="team-ada")
    assert made.made_by == {"groundplan-stack": "team-ada"}
    assert replace(made, made_by={}) == resolve(plan(), LARGE), (
        "nothing is renamed by it and nothing made anew"
    )
