"""Pods run on the nodes of their pool, in the order of the plan's capacities."""

from dataclasses import replace
from typing import Any

from components.contract import Placement
from components.ray.manifests.placement import capacities_for, placed, placement_errors
from components.topology.model import Cluster, Pool
from tests.components.ray import plans_on_kubernetes as plans

CAPACITIES = ("reservation.cr-0abc", "spot", "on-demand")


def where(cluster: Cluster, name: str) -> dict[str, Any]:
    pool = of(cluster, name)
    return placed(cluster, pool, plans.placement(pool))


def of(cluster: Cluster, name: str) -> Pool:
    return next(pool for pool in cluster.pools if pool.name == name)


def test_capacities_are_tried_in_their_order_and_no_other_is_used() -> None:
    cluster = plans.cluster("train", "training", plans.pool("train", "gpu", capacity=CAPACITIES))
    nodes = where(cluster, "gpu")["affinity"]["nodeAffinity"]
    required = nodes["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert required == [{"matchExpressions": [
        {"key": "groundplan-capacity", "operator": "In", "values": list(CAPACITIES)},
    ]}]  # fmt: skip
    preferred = nodes["preferredDuringSchedulingIgnoredDuringExecution"]
    order = [one["preference"]["matchExpressions"][0]["values"][0] for one in preferred]
    weights = [one["weight"] for one in preferred]
    assert order == list(CAPACITIES)
    assert weights == sorted(weights, reverse=True) and len(set(weights)) == len(weights), (
        "the first is tried first"
    )


def test_a_head_takes_what_is_left_without_spot() -> None:
    pool = plans.pool("train", "head", capacity=CAPACITIES)
    assert capacities_for(pool, plans.placement(pool)) == ("reservation.cr-0abc", "on-demand")


def test_a_head_for_which_nothing_is_left_is_refused() -> None:
    pool = plans.pool("train", "head", capacity=("spot",))
    cluster = plans.cluster("train", "training", pool)
    (error,) = placement_errors(cluster, pool, plans.placement(pool))
    assert error.path == "clusters[train].pools[head].capacity"


def test_a_head_on_nodes_of_others_avoids_what_others_call_spot() -> None:
    pool = plans.pool("train", "head")
    cluster = plans.cluster("train", "training", pool)
    elsewhere = Placement(node_selector={"karpenter.sh/nodepool": "heads"}, capacities=())
    assert list(placement_errors(cluster, pool, elsewhere)) == []
    nodes = placed(cluster, pool, elsewhere)["affinity"]["nodeAffinity"]
    (term,) = nodes["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    avoided = {one["key"]: one["values"] for one in term["matchExpressions"] if one["operator"] == "NotIn"}
    assert avoided["karpenter.sh/capacity-type"] == ["spot"]
    assert avoided["cloud.google.com/gke-spot"] == ["true"]


def test_gpu_pods_tolerate_the_taint_of_gpu_nodes_and_no_others_do() -> None:
    assert where(plans.train(), "gpu")["tolerations"] == [plans.TOLERATE_GPU]
    assert "tolerations" not in where(plans.train(), "data")


def test_serving_workers_are_spread_and_training_workers_stay_together() -> None:
    spread = where(plans.serve(), "replicas")["topologySpreadConstraints"]
    assert [one["topologyKey"] for one in spread] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert "topologySpreadConstraints" not in where(plans.train(), "gpu")
    together = where(plans.train(), "gpu")["affinity"]["podAffinity"]
    (preferred,) = together["preferredDuringSchedulingIgnoredDuringExecution"]
    assert preferred["podAffinityTerm"]["topologyKey"] == "topology.kubernetes.io/zone"
    assert "podAffinity" not in where(plans.serve(), "replicas")["affinity"]


def test_training_in_one_zone_has_no_wish_about_zones() -> None:
    here = ("eu-north-1a",)
    trained = of(plans.train(), "gpu")
    together = placed(plans.train(), trained, replace(plans.placement(trained), zones=here))
    assert "podAffinity" not in together["affinity"], (
        "on 1,000 nodes it costs the scheduler a look at every pod"
    )
    several = replace(plans.placement(trained), zones=(*here, "eu-north-1b"))
    assert "podAffinity" in placed(plans.train(), trained, several)["affinity"], "where there is a choice"
