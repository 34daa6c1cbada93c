"""What holds for every pod of every cluster, whatever the plan: locked down, bounded, in its place, with its stores."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.images import image
from components.objects import WAIT_FOR, logical_name
from components.ray.manifests import cluster as rendered
from components.ray.manifests.cluster import cluster_manifests, room_for_upgrade
from components.ray.manifests.containers import SECURITY
from components.ray.manifests.setting import Setting
from components.ray.manifests.shares import gpus_of
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


@given(settings_of_clusters())
def test_every_container_is_restricted(setting: Setting) -> None:
    for manifest in manifests(setting):
        for name, pod in pod_specs(manifest):
            assert pod["securityContext"]["runAsNonRoot"], f"{name} may run as root"
            assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, (
                f"{name} has no seccomp"
            )
            assert not pod.keys() & {"hostNetwork", "hostPID", "hostIPC"}, (
                f"{name} is in the node's namespaces"
            )
            assert pod["enableServiceLinks"] is False, f"{name} is told of every service"
        for name, container in containers(manifest):
            assert container["securityContext"] == SECURITY, f"{name} is not restricted"


@given(settings_of_clusters())
def test_every_container_has_limits_and_asks_for_no_less(setting: Setting) -> None:
    for manifest in manifests(setting):
        for name, container in containers(manifest):
            resources = container["resources"]
            assert {"cpu", "memory"} <= resources["limits"].keys(), f"{name} has no limit"
            assert resources["requests"] == resources["limits"], f"{name} may take more than it asked for"


@given(settings_of_clusters())
def test_every_image_is_pinned_by_the_plan_or_the_lock(setting: Setting) -> None:
    pinned = {setting.topology.image, image("fluent-bit"), image("valkey")}
    for manifest in manifests(setting):
        for name, container in containers(manifest):
            assert container["image"] in pinned, f"{name} runs {container['image']}"


@given(settings_of_clusters())
def test_a_token_of_the_api_server_is_only_with_the_autoscaler_and_the_idle_stop(setting: Setting) -> None:
    having = set()
    for manifest in manifests(setting):
        for name, pod in pod_specs(manifest):
            assert pod["automountServiceAccountToken"] is False, f"{name} mounts a token by itself"
        for name, container in containers(manifest):
            if any(mount["name"] == "account" for mount in container["volumeMounts"]):
                having.add(name.rpartition("/")[2])
    expected = {"autoscaler"} if rendered.scales(setting.cluster) else set()
    expected |= {"idle-stop"} if setting.cluster.idle_stop_s else set()
    assert having == expected, "who changes nothing in Kubernetes needs no token of it"


@given(settings_of_clusters())
def test_only_what_makes_the_certificate_reads_the_key_of_the_authority(setting: Setting) -> None:
    for manifest in manifests(setting):
        for name, container in containers(manifest):
            reads = any(mount["name"] == "authority" for mount in container["volumeMounts"])
            assert reads == name.endswith("/certificate"), f"{name}: user code could sign certificates"


@given(settings_of_clusters())
def test_the_pods_mount_what_the_rights_grant_and_nothing_else(setting: Setting) -> None:
    granted = {
        right.store: right.access
        for right in setting.topology.rights
        if right.identity == setting.cluster.identity
    }
    kinds = {store.name: store.kind for store in setting.topology.stores}
    for name, pod in pod_specs(ray(setting)):
        claimed = {volume["name"]: volume["persistentVolumeClaim"] for volume in pod["volumes"]
                   if "persistentVolumeClaim" in volume}  # fmt: skip
        expected = {
            f"store-{store}" for store in granted if kinds[store] == "filesystem" and store != "registry"
        }
        assert claimed.keys() == expected, f"{name} mounts other stores than its identity may reach"
        for volume, claim in claimed.items():
            reads = granted[volume.removeprefix("store-")] == "read"
            mounts = [
                mount for one in pod["containers"] for mount in one["volumeMounts"] if mount["name"] == volume
            ]
            assert claim["readOnly"] is reads, f"{name} could write {volume}"
            assert all(mount.get("readOnly", False) is reads for mount in mounts), (
                f"{name} could write {volume}"
            )


@given(settings_of_clusters())
def test_no_pod_of_a_serving_cluster_reaches_a_store_of_training(setting: Setting) -> None:
    if setting.cluster.purpose != "serving":
        return
    text = json.dumps([dict(pod) for _, pod in pod_specs(ray(setting))])
    for store in ("datasets", "checkpoints", "registry", "scratch"):
        assert f"store-{store}" not in text, f"serving asks for {store}"


@given(settings_of_clusters())
def test_a_pod_is_as_large_as_its_machine_and_all_that_stands_once_is_on_the_heads(setting: Setting) -> None:
    once = {"cpu": 0, "memory": 0}
    for manifest in manifests(setting):
        if manifest["kind"] in {"StatefulSet", "CronJob"}:
            for _, pod in pod_specs(manifest):
                for container in pod["containers"]:
                    once = _sum(once, container)
    for name, pod in pod_specs(ray(setting)):
        pool = next(pool for pool in setting.cluster.pools if pool.name == name)
        taken = once if name == "head" else {"cpu": 0, "memory": 0}
        sidecars = [one for one in pod["initContainers"] if one.get("restartPolicy") == "Always"]
        for container in [*pod["containers"], *sidecars]:
            taken = _sum(taken, container)
        options = ray_spec(setting).get("autoscalerOptions")
        taken = _sum(taken, options) if options and name == "head" else taken
        assert taken == {"cpu": pool.machine.cpus * 1000, "memory": pool.machine.memory_bytes}, (
            f"{name}: nodes that are counted by the plan would have no room, or some to spare"
        )


def _sum(taken: dict[str, int], container: Mapping[str, Any]) -> dict[str, int]:
    asked = container["resources"]["requests"]
    return {
        "cpu": taken["cpu"] + int(asked["cpu"].removesuffix("m")),
        "memory": taken["memory"] + int(asked["memory"]),
    }


@given(settings_of_clusters())
def test_gpus_are_asked_for_on_pools_with_gpus_and_by_ray_alone(setting: Setting) -> None:
    pools = {pool.name: pool for pool in setting.cluster.pools}
    for manifest in manifests(setting):
        for name, container in containers(manifest):
            found = {key: value for key, value in container["resources"]["limits"].items() if "nvidia" in key}
            where, _, what = name.partition("/")
            resource, count = gpus_of(pools[where]) if where in pools else ("", 0)
            expected = {resource: str(count)} if count and what.startswith("ray-") else {}
            assert found == expected, f"{name} asks for {found}"


@given(settings_of_clusters())
def test_the_head_and_what_it_needs_never_run_on_spot_nodes(setting: Setting) -> None:
    for manifest in manifests(setting):
        for name, pod in pod_specs(manifest):
            if manifest["kind"] in rendered.RAY_KINDS and name != "head":
                continue
            required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
            (term,) = required["nodeSelectorTerms"]
            assert {"key": "groundplan-capacity", "operator": "NotIn", "values": ["spot"]} in term[
                "matchExpressions"
            ]
            chosen = [one["values"] for one in term["matchExpressions"] if one["operator"] == "In"]
            assert all("spot" not in values for values in chosen), f"{name} may run on spot nodes"


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
