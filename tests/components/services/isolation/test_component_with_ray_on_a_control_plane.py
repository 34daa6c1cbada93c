"""Every pod of Ray's manifests is taken where isolation is in force: neither is rendered past the other."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from components.ray.manifests.cluster import cluster_manifests
from components.services.isolation.component import IsolationArgs, closing
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.isolation.priorities import priorities
from components.services.operators.kuberay import kuberay_definitions
from tests.components.ray import plans_on_kubernetes as ray
from tests.components.services.declared import apply
from tests.components.services.isolation.on_control_plane import claimed, pod, refusal
from tests.components.services.isolation.topologies import platform
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes
TRAIN = ray.train(idle_stop_s=3600)
SERVE = ray.serve()
PLAN = ray.topology(TRAIN, SERVE)
PLACES = {(each.name, one.name): ray.placement(one) for each in PLAN.clusters for one in each.pools}
PLATFORM = platform(placements=PLACES, own_class="atlas-clusters")


def settings() -> Iterator[Any]:
    for each in (TRAIN, SERVE):
        yield ray.setting(each, topology=PLAN, platform=PLATFORM)


def manifests() -> list[Mapping[str, Any]]:
    return [each for setting in settings() for each in cluster_manifests(setting, ray.CREDENTIALS)]


@pytest.fixture(scope="module")
def isolated(clean_control_plane: ControlPlane) -> ControlPlane:
    # Nobody here knows the digests of the images that stand beside Ray.
    args = IsolationArgs(topology=PLAN, platform=PLATFORM, pinned_images=False)
    apply(clean_control_plane, kuberay_definitions(PLAN))
    everything = [*namespaces(PLAN, PLATFORM), *priorities(PLAN, PLATFORM), *closing(args)]
    accounts = [each for each in manifests() if each["kind"] == "ServiceAccount"]
    apply(clean_control_plane, [*everything, *service_accounts(PLAN, PLATFORM), *accounts])
    for each in PLAN.clusters:
        quota = f"/api/v1/namespaces/atlas-{each.name}/resourcequotas/{each.name}"
        clean_control_plane.wait(
            lambda quota=quota: clean_control_plane.objects.get(quota).get("status", {}).get("hard"),
            "the quota",
        )
    bad = pod("atlas-serve", volumes=[claimed("store-checkpoints")])
    clean_control_plane.wait(
        lambda: refusal(clean_control_plane, bad), "the policy on storage to be in force"
    )
    return clean_control_plane


def test_every_object_of_rays_is_taken(isolated: ControlPlane) -> None:
    refused = {
        f"{each['kind']} {each['metadata']['name']}": said
        for each in manifests()
        if each["kind"] != "ServiceAccount"  # these are there already: pods cannot be tried without
        if (said := refusal(isolated, each))
    }
    assert not refused, "what serves, trains, keeps logs and stops the idle is all foreseen"


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for each in manifests():
        templates = each.get("spec", {}).get("volumeClaimTemplates", [])
        volumes = [
            {"name": it["metadata"]["name"], "persistentVolumeClaim": {"claimName": "its"}}
            for it in templates
        ]
        metadata = {"name": "tried", "namespace": each["metadata"]["namespace"]}
        for name, spec in ray.pod_specs(each):
            full = {**spec, "volumes": [*spec["volumes"], *volumes]}
            yield (
                f"{each['metadata']['name']} {name}",
                {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": full},
            )


def test_every_pod_that_will_come_of_them_is_taken(isolated: ControlPlane) -> None:
    refused = {name: said for name, made in pods() if (said := refusal(isolated, made))}
    assert not refused, "by Pod Security, quotas, limits and the policies"
