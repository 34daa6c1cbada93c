"""Isolation on a real API server: it takes everything, then Pod Security, quotas and limits do what they are for."""

from typing import Any

import pytest

from components.services.isolation.quotas import quotas
from tests.components.services.isolation.on_control_plane import (
    PLAN,
    everything,
    pod,
    refusal,
    sized,
)  # fmt: skip
from tests.components.services.isolation.topologies import named, platform
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes
PODS = "/api/v1/namespaces/{}/pods"


def test_the_api_server_takes_everything_with_strict_validation_and_twice(isolated: ControlPlane) -> None:
    for manifest in everything():
        before = isolated.objects.get(isolated.objects.path_of(manifest))["metadata"]
        after = isolated.objects.apply(manifest)["metadata"]
        unchanged = before.get("generation") == after.get("generation")
        assert unchanged and before["uid"] == after["uid"], (
            f"{manifest['kind']} {after['name']}: nothing to do"
        )


def test_no_expression_of_a_policy_is_one_that_the_api_server_warns_of(isolated: ControlPlane) -> None:
    policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"

    def judged() -> list[dict[str, Any]]:
        return [each.get("status", {}) for each in isolated.objects.get(policies)["items"]]

    isolated.wait(lambda: all("typeChecking" in each for each in judged()), "the types to be checked")
    assert len(judged()) == 3 and not any(each["typeChecking"] for each in judged()), (
        "all fields that are read exist"
    )


@pytest.mark.parametrize(
    ("namespace", "changed"),
    [
        ("atlas-train", {"hostNetwork": True}),
        ("atlas-serve", {"hostPID": True}),
        ("atlas-registry", {"container": {"securityContext": {"privileged": True}}}),
        ("atlas-observability", {"volumes": [{"name": "node", "hostPath": {"path": "/"}}]}),
        ("atlas-train", {"securityContext": {}}),
    ],
    ids=["host-network", "host-processes", "privileged", "folder-of-the-node", "root"],
)
def test_pod_security_refuses_what_would_own_the_node(
    isolated: ControlPlane, namespace: str, changed: dict[str, Any]
) -> None:
    assert 'violates PodSecurity "restricted:v1.34"' in refusal(isolated, pod(namespace, **changed)), (
        "in every namespace of the plan, by the rules of its version"
    )
    assert not refusal(isolated, pod(namespace)), "and an ordinary pod runs there"


def test_a_pod_that_says_nothing_gets_limits_no_token_and_no_gpu(isolated: ControlPlane) -> None:
    asked = pod("atlas-train", serviceAccountName="train")
    made = isolated.objects.request("POST", f"{PODS.format('atlas-train')}?dryRun=All", asked)
    limits = made["spec"]["containers"][0]["resources"]["limits"]
    assert limits == {"cpu": "1", "memory": "1Gi"} or limits == {"cpu": "1", "memory": str(2**30)}, (
        "the defaults"
    )
    volumes = [volume for volume in made["spec"].get("volumes", []) if "projected" in volume]
    assert not volumes, "nothing in it opens the API server"


def test_a_container_beyond_the_largest_machine_is_refused(isolated: ControlPlane) -> None:
    said = refusal(isolated, pod("atlas-train", container=sized(cpus=5, memory_gib=1)))
    assert "maximum cpu usage per Container is 4, but limit is 5" in said, "no pool has such a machine"
    assert not refusal(isolated, pod("atlas-train", container=sized(cpus=4, memory_gib=16))), (
        "the largest one fits"
    )


def test_gpus_of_other_pools_cannot_be_taken(isolated: ControlPlane) -> None:
    asked = {"resources": {"limits": {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"}}}
    said = refusal(isolated, pod("atlas-train", container=asked))
    assert "exceeded quota: train, requested: requests.nvidia.com/gpu=1" in said, "this cluster has none"


def test_no_service_opens_a_second_door(isolated: ControlPlane) -> None:
    for kind in ("LoadBalancer", "NodePort"):
        service = {
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "door", "namespace": "atlas-serve"},
            "spec": {"type": kind, "selector": {"app": "it"}, "ports": [{"port": 80}]},
        }  # fmt: skip
        assert "exceeded quota: serve" in refusal(isolated, service), f"a {kind} would pass by the policies"


def test_the_pod_too_many_is_refused_and_all_before_it_run(isolated: ControlPlane) -> None:
    hard = named(quotas(PLAN, platform()), "ResourceQuota", "serve")["spec"]["hard"]
    allowed = int(hard["pods"])
    path = PODS.format("atlas-serve")
    try:
        for number in range(allowed):
            isolated.objects.request("POST", path, pod("atlas-serve", name=f"pod-{number}"))
        said = refusal(isolated, pod("atlas-serve", name="one-too-many"))
        assert (
            f"exceeded quota: serve, requested: pods=1, used: pods={allowed}, limited: pods={allowed}" in said
        ), "what the plan foresees and not one more"
    finally:
        for number in range(allowed):
            isolated.objects.remove(f"{path}/pod-{number}")
