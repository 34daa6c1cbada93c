"""What a state declares becomes manifests again, and Ray's pods are unwrapped for who knows no RayCluster."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.definitions import pack
from stacks.state import SPECIAL_VALUE
from tests.bench.kubernetes_objects import manifests_of, placed, revealed, unwrapped, waves

SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270"
NAMES = st.text("abc", min_size=1)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


def manifest(version: str, kind: str, namespace: str | None = None, **fields: Any) -> dict[str, Any]:
    metadata = {"name": "one", **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **fields}


def state(*resources: tuple[str, bool, Any]) -> dict[str, Any]:
    entries = [{"type": kind, "custom": custom, "inputs": inputs} for kind, custom, inputs in resources]
    return {"deployment": {"resources": entries}}


def template(name: str, **metadata: str) -> dict[str, Any]:
    return {"metadata": dict(metadata), "spec": {"containers": [{"name": name}]}}


def hidden(value: Any, **changed: str) -> dict[str, str]:
    return {SPECIAL_VALUE: SECRET_MARK, "plaintext": json.dumps(value), **changed}


def test_only_what_a_kubernetes_provider_made_is_an_object() -> None:
    config = manifest("v1", "ConfigMap", "atlas-train")
    exported = state(
        ("kubernetes:core/v1:ConfigMap", True, config),
        ("pulumi:providers:kubernetes", True, {"kubeconfig": "somewhere"}),
        ("pulumi-python:dynamic:Resource", True, {"nodes": []}),
        ("groundplan:services:Services", False, {}),
    )
    assert manifests_of(exported) == [config], "providers, components and dynamic resources are no objects"
    assert manifests_of({}) == [], "a stack that was never up has none"


def test_definitions_that_are_packed_are_objects_too() -> None:
    kind = manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition")
    packed = ("pulumi-python:dynamic/kubernetes:CustomKinds", True, {"packed": pack([kind])})
    assert manifests_of(state(packed)) == [kind]


@given(VALUES)
def test_a_secret_that_is_shown_is_what_it_hides(value: Any) -> None:
    assert revealed({"data": [hidden(value)]}) == {"data": [value]}


@given(VALUES)
def test_what_is_no_secret_stays_as_it_is(value: Any) -> None:
    assert revealed(value) == value


def test_a_secret_that_is_not_shown_is_named_as_one() -> None:
    assert revealed({SPECIAL_VALUE: SECRET_MARK, "ciphertext": "v1:abc"}) == "[secret]", (
        "no cipher text is applied"
    )


def test_what_defines_is_applied_first_and_workloads_that_webhooks_judge_last() -> None:
    space = manifest("v1", "Namespace")
    operator = manifest("apps/v1", "Deployment", "kueue-system")
    role = manifest("rbac.authorization.k8s.io/v1", "ClusterRole")
    store = manifest("apps/v1", "StatefulSet", "atlas-train")
    flavor = manifest("kueue.x-k8s.io/v1beta1", "ResourceFlavor")
    ray = manifest("ray.io/v1", "RayCluster", "atlas-train")
    assert waves([ray, flavor, store, role, operator, space]) == [
        [space],
        [role, operator],
        [ray, flavor, store],
    ]
    assert waves([ray]) == [[ray]], "a wave without objects is no call"


def test_every_pod_template_of_a_ray_cluster_becomes_a_pod_of_its_namespace() -> None:
    groups = [
        {"groupName": "data", "template": template("data")},
        {"groupName": "gpu", "template": template("gpu")},
    ]
    spec = {"headGroupSpec": {"template": template("head", labels="kept")}, "workerGroupSpecs": groups}
    for kind, wrapped in (
        ("RayCluster", spec),
        ("RayService", {"rayClusterConfig": spec}),
        ("RayCronJob", {"jobTemplate": {"rayClusterSpec": spec}}),
    ):
        pods = unwrapped(manifest("ray.io/v1", kind, "atlas-train", spec=wrapped))
        assert [pod["spec"]["containers"][0]["name"] for pod in pods] == ["head", "data", "gpu"], kind
        assert {pod["metadata"]["namespace"] for pod in pods} == {"atlas-train"}
        assert len({pod["metadata"]["name"] for pod in pods}) == len(pods), "each has a name of its own"
        assert pods[0]["metadata"]["labels"] == "kept", "labels decide which network policies hold"


def test_the_submitter_of_a_job_is_a_pod_too() -> None:
    job = manifest("ray.io/v1", "RayJob", "atlas-train", spec={"submitterPodTemplate": template("submitter")})
    assert [pod["kind"] for pod in unwrapped(job)] == ["Pod"]


def test_what_is_not_of_ray_stays_wrapped() -> None:
    workload = manifest("apps/v1", "Deployment", "atlas-train", spec={"template": template("server")})
    assert unwrapped(workload) == [workload], "checkov knows it"


def test_what_names_no_namespace_is_put_into_one_unless_it_has_none() -> None:
    assert placed(manifest("v1", "Pod"), "samples")["metadata"]["namespace"] == "samples"
    assert placed(manifest("v1", "Pod", "own"), "samples")["metadata"]["namespace"] == "own"
    assert "namespace" not in placed(manifest("v1", "Namespace"), "samples")["metadata"]
