"""What holds for every pod of every cluster, whatever the plan: locked down, bounded, in its place, with its stores."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given

from components import registry_client
from components.containers import SECURITY
from components.images import image
from components.ray.manifests.cluster import RAY_KINDS, cluster_manifests
from components.ray.manifests.setting import Setting
from components.topology.gpu_profiles import devices_of
from components.topology.pools import scales
from tests.components.ray.plans_on_kubernetes import CREDENTIALS, containers, pod_specs, settings_of_clusters


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
    expected = {"autoscaler"} if scales(setting.cluster) else set()
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
def test_the_keys_of_a_store_are_mounted_where_a_right_says_and_into_ray_alone(setting: Setting) -> None:
    kinds = {store.name: store.kind for store in setting.topology.stores}
    opened = {
        f"store-{right.store}"
        for right in setting.topology.rights
        if right.identity == setting.cluster.identity
        and kinds[right.store] == "object"
        and right.store != "registry"
    }
    for name, pod in pod_specs(ray(setting)):
        found = {
            each["name"]: each["secret"]["secretName"]
            for each in pod["volumes"]
            if "secret" in each and each["name"].startswith("store-")
        }
        assert set(found.values()) == opened, f"{name} opens other stores than its identity may reach"
        for one in [*pod["containers"], *pod.get("initContainers", ())]:
            mounted = {mount["name"] for mount in one.get("volumeMounts", ())} & set(found)
            assert mounted == (set(found) if one["name"].startswith("ray-") else set()), (
                f"{name}: {one['name']} has the keys of {sorted(mounted)}"
            )


@given(settings_of_clusters())
def test_only_ray_itself_in_pods_of_training_gets_the_password_of_the_registry(setting: Setting) -> None:
    stores = {store.name: store.holds for store in setting.topology.stores}
    writes = any(
        right.identity == setting.cluster.identity and stores[right.store] == "registry"
        for right in setting.topology.rights
    )
    for name, pod in pod_specs(ray(setting)):
        every = [*pod["containers"], *pod.get("initContainers", ())]
        asking = [
            one["name"]
            for one in every
            if {"secretRef": {"name": "registry-client"}} in one.get("envFrom", ())
        ]
        believing = [one["name"] for one in every if registry_client.mount() in one.get("volumeMounts", ())]
        assert believing == asking, f"{name}: who asks the registry has to know whom to believe there"
        assert [registry_client.volume()] * writes == [
            each for each in pod["volumes"] if each["name"] == "registry"
        ]
        expected = (
            [one["name"] for one in pod["containers"] if one["name"].startswith("ray-")] if writes else []
        )
        assert asking == expected, f"{name}: the password goes where a right says, and to nothing beside Ray"


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
            resource, count = devices_of(pools[where]) if where in pools else ("", 0)
            expected = {resource: str(count)} if count and what.startswith("ray-") else {}
            assert found == expected, f"{name} asks for {found}"


@given(settings_of_clusters())
def test_the_head_and_what_it_needs_never_run_on_spot_nodes(setting: Setting) -> None:
    for manifest in manifests(setting):
        for name, pod in pod_specs(manifest):
            if manifest["kind"] in RAY_KINDS and name != "head":
                continue
            required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
            (term,) = required["nodeSelectorTerms"]
            assert {"key": "groundplan-capacity", "operator": "NotIn", "values": ["spot"]} in term[
                "matchExpressions"
            ]
            chosen = [one["values"] for one in term["matchExpressions"] if one["operator"] == "In"]
            assert all("spot" not in values for values in chosen), f"{name} may run on spot nodes"


@given(settings_of_clusters())
def test_what_runs_before_a_pod_needs_no_more_than_the_pod(setting: Setting) -> None:
    for manifest in manifests(setting):
        for name, pod in pod_specs(manifest):
            taken = {"cpu": 0, "memory": 0}
            for container in pod["containers"]:
                taken = _sum(taken, container)
            for container in pod.get("initContainers", ()):
                first = _sum({"cpu": 0, "memory": 0}, container)
                assert all(first[what] <= taken[what] for what in first), f"{name} takes more than its share"
