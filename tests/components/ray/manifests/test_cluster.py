"""What holds for all objects of every cluster, whatever the plan, and what each kind of cluster is told."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.objects import WAIT_FOR, logical_name
from components.ray.manifests.cluster import cluster_manifests, room_for_upgrade
from components.ray.manifests.setting import Setting
from components.topology.errors import TopologyErrors
from tests.components.ray import plans_on_kubernetes as plans
from tests.components.ray.kuberay_schemas import complaints
from tests.components.ray.plans_on_kubernetes import CREDENTIALS, containers, pod_specs, settings_of_clusters

SECRETS = [value for value in vars(CREDENTIALS).values() if isinstance(value, str)]


def manifests(setting: Setting) -> tuple[Mapping[str, Any], ...]:
    return cluster_manifests(setting, CREDENTIALS)


def ray(setting: Setting) -> Mapping[str, Any]:
    """Return the RayCluster or RayService, the last of a cluster's manifests."""
    return manifests(setting)[-1]


def ray_spec(setting: Setting) -> Mapping[str, Any]:
    found = ray(setting)["spec"]
    return found.get("rayClusterConfig", found)


@given(settings_of_clusters(), st.randoms(use_true_random=False))
def test_names_do_not_depend_on_the_order_of_the_plan(setting: Setting, chance: Any) -> None:
    pools = list(setting.cluster.pools)
    chance.shuffle(pools)
    shuffled = replace(setting, cluster=replace(setting.cluster, pools=tuple(pools)))
    names = [logical_name(manifest) for manifest in manifests(setting)]
    assert names == [logical_name(manifest) for manifest in manifests(shuffled)], "a name is an identity"
    assert len(names) == len(set(names)), "two objects have one name"


@given(settings_of_clusters())
def test_kuberays_own_definition_has_nothing_against_it(setting: Setting) -> None:
    assert complaints(ray(setting)) == [], "strict validation would refuse it"


@given(settings_of_clusters())
def test_secrets_are_in_secrets_alone(setting: Setting) -> None:
    open_text = json.dumps([dict(each) for each in manifests(setting) if each["kind"] != "Secret"])
    assert not [secret for secret in SECRETS if f'"{secret}"' in open_text], (
        "a secret can be read by who may not"
    )
    asked = {
        source["name"]
        for manifest in manifests(setting)
        for _, container in containers(manifest)
        for source in [one["valueFrom"]["secretKeyRef"] for one in container.get("env", ()) if "secretKeyRef" in
                       one.get("valueFrom", {})]
    }  # fmt: skip
    made = {each["metadata"]["name"] for each in manifests(setting) if each["kind"] == "Secret"}
    assert asked <= made, "a pod waits for a Secret that nobody makes"


@given(settings_of_clusters())
def test_every_object_is_in_the_namespace_of_its_cluster_and_says_whose_it_is(setting: Setting) -> None:
    for manifest in manifests(setting):
        metadata = manifest["metadata"]
        assert metadata["namespace"] == "atlas-one", f"{metadata['name']} is elsewhere"
        assert metadata["labels"]["app.kubernetes.io/managed-by"] == "groundplan"
        assert metadata["labels"]["groundplan-plan"] == "atlas"


def test_ray_asks_for_the_token_of_the_stack() -> None:
    for cluster in (plans.train(), plans.serve()):
        setting = plans.setting(cluster)
        assert ray_spec(setting)["authOptions"] == {"mode": "token", "secretName": f"{cluster.name}-token"}
        token = next(one for one in manifests(setting) if one["metadata"]["name"] == f"{cluster.name}-token")
        assert token["stringData"] == {"auth_token": "a-token"}, "KubeRay reads this key"


def test_a_cluster_that_may_be_held_back_is_not_waited_for() -> None:
    assert WAIT_FOR in ray(plans.setting(plans.train()))["metadata"]["annotations"]
    assert ray(plans.setting(plans.serve()))["metadata"]["annotations"][WAIT_FOR] == "condition=Ready"
    for held in (plans.train(queue="research"), plans.train(idle_stop_s=3600)):
        annotations = ray(plans.setting(held))["metadata"]["annotations"]
        assert WAIT_FOR not in annotations, "up would wait for a queue, or for a cluster that stopped itself"


def test_a_queued_cluster_says_which_queue_and_whether_it_grows() -> None:
    metadata = ray(plans.setting(plans.train(queue="research")))["metadata"]
    assert metadata["labels"]["kueue.x-k8s.io/queue-name"] == "research"
    assert metadata["annotations"]["kueue.x-k8s.io/elastic-job"] == "true", (
        "Kueue refuses a range that is not said"
    )
    for _, pod in pod_specs(ray(plans.setting(plans.train(queue="research")))):
        assert pod["schedulingGates"] == [{"name": "kueue.x-k8s.io/elastic-job"}], (
            "Kueue refuses a change without"
        )
    fixed = plans.cluster("train", "training", plans.pool("train", "head"), queue="research")
    annotations = ray(plans.setting(fixed))["metadata"]["annotations"]
    assert "kueue.x-k8s.io/elastic-job" not in annotations, "nothing grows there"


def test_the_disruption_budget_keeps_the_head_and_all_but_one_serving_worker() -> None:
    least = {
        each["metadata"]["name"]: each["spec"]["minAvailable"]
        for cluster in (plans.train(), plans.serve())
        for each in manifests(plans.setting(cluster))
        if each["kind"] == "PodDisruptionBudget"
    }
    assert least == {"train-head": 1, "serve-head": 1, "serve-worker": 1}


def test_everything_that_cannot_be_is_told_at_once() -> None:
    pools = (
        plans.pool("train", "head", memory=0, capacity=("spot",)),
        plans.pool("train", "gpu", cpus=0, memory=1),
    )
    impossible = plans.cluster("train", "training", *pools, queue="research", idle_stop_s=60)
    with pytest.raises(TopologyErrors) as refused:
        manifests(plans.setting(impossible))
    assert [error.path for error in refused.value.errors] == [
        "clusters[train].idle_stop",
        "clusters[train].pools[gpu].machine",
        "clusters[train].pools[head].capacity",
        "clusters[train].pools[head].machine.memory",
    ]


def test_a_change_of_a_serving_cluster_without_room_is_announced() -> None:
    full = (plans.pool("serve", "head", nodes=1), plans.pool("serve", "replicas", count=2, nodes=3))
    told = room_for_upgrade(plans.cluster("serve", "serving", *full))
    assert told and "head, replicas" in told, "the second cluster of an upgrade would wait for ever, unsaid"
    roomy = (plans.pool("serve", "head", nodes=2), plans.pool("serve", "replicas", count=2, nodes=4))
    assert room_for_upgrade(plans.cluster("serve", "serving", *roomy)) is None
    assert room_for_upgrade(plans.cluster("serve", "training", *full)) is None, (
        "training is made anew in place"
    )
