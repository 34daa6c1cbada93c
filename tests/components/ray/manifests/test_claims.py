"""Devices that pods claim: a template for each, in the cluster's namespace, and Ray's container that uses it."""

from dataclasses import replace

from hypothesis import given

from components.contract import Placement
from components.ray.manifests.cluster import cluster_manifests
from components.ray.manifests.pods import pod_template
from components.ray.manifests.setting import Setting
from tests.components.ray.plans_on_kubernetes import CREDENTIALS, settings_of_clusters

FABRIC = {"fabric": "rdma.example.com"}


def with_claims(setting: Setting) -> Setting:
    """Return the cluster on a platform whose last pool has a fabric that pods claim."""
    key = setting.cluster.name, setting.cluster.pools[-1].name
    there: dict[tuple[str, str], Placement] = {**setting.platform.placements}
    there[key] = replace(there[key], claims=FABRIC)
    return replace(setting, platform=replace(setting.platform, placements=there))


@given(settings_of_clusters())
def test_each_pod_of_a_pool_gets_the_whole_fabric_of_its_machine(setting: Setting) -> None:
    setting = with_claims(setting)
    (template,) = (
        each for each in cluster_manifests(setting, CREDENTIALS) if each["kind"] == "ResourceClaimTemplate"
    )
    (request,) = template["spec"]["spec"]["devices"]["requests"]
    assert request["exactly"] == {"deviceClassName": "rdma.example.com", "allocationMode": "All"}
    pod = pod_template(setting, setting.cluster.pools[-1], fault_tolerant=False)["spec"]
    (claim,) = pod["resourceClaims"]
    assert claim["resourceClaimTemplateName"] == template["metadata"]["name"]
    assert pod["containers"][0]["resources"]["claims"] == [{"name": claim["name"]}], "Ray's container uses it"


@given(settings_of_clusters())
def test_other_pods_claim_nothing(setting: Setting) -> None:
    setting = with_claims(setting)
    for pool in setting.cluster.pools[:-1]:
        pod = pod_template(setting, pool, fault_tolerant=False)["spec"]
        assert "resourceClaims" not in pod and "claims" not in pod["containers"][0]["resources"]
