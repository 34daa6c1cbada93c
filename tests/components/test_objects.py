"""A manifest becomes a resource of the kind that the provider knows, and reaches the engine as it is."""

import json
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.objects import KubernetesObject, declare, logical_name, token_of
from tests.components.hosts.recording_engine import SECRET_VALUE, Registered, record

DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "server", "namespace": "atlas-train", "labels": {"a.example.com/b-c": "d_e"}},
    "spec": {
        "replicas": 2,
        "paused": False,
        "snake_case": {"camelCase": [], "with-dash": {}},
        "template": {"spec": {"containers": [{"args": ["--x=1"], "env": [{"name": "A", "value": ""}]}]}},
    },
}


def registered(*manifests: dict[str, Any]) -> dict[str, Registered]:
    """Return what the engine hears of manifests."""
    found, _ = record(lambda: [each.urn for each in declare(manifests)])
    return found


@pytest.mark.parametrize(
    ("version", "kind", "token"),
    [
        ("v1", "Namespace", "kubernetes:core/v1:Namespace"),
        ("apps/v1", "Deployment", "kubernetes:apps/v1:Deployment"),
        ("ray.io/v1", "RayCluster", "kubernetes:ray.io/v1:RayCluster"),
        (
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicy",
            "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
        ),
        ("kueue.x-k8s.io/v1beta1", "LocalQueue", "kubernetes:kueue.x-k8s.io/v1beta1:LocalQueue"),
    ],
)
def test_a_kind_has_the_token_of_the_official_provider(version: str, kind: str, token: str) -> None:
    assert token_of({"apiVersion": version, "kind": kind}) == token


def test_the_tokens_are_those_of_the_official_provider_s_own_classes() -> None:
    from pulumi_kubernetes.apps.v1 import Deployment
    from pulumi_kubernetes.core.v1 import Namespace
    from pulumi_kubernetes.networking.v1 import NetworkPolicy

    def typed() -> list[pulumi.Output[str]]:
        return [
            Deployment("d", spec={"selector": {}, "template": {}}).urn,
            Namespace("n").urn,
            NetworkPolicy("p").urn,
        ]

    found, _ = record(typed)
    assert [found[name].type for name in ("d", "n", "p")] == [
        token_of({"apiVersion": version, "kind": kind})
        for version, kind in (
            ("apps/v1", "Deployment"),
            ("v1", "Namespace"),
            ("networking.k8s.io/v1", "NetworkPolicy"),
        )
    ], "the generic class sends what the typed ones send"


def test_an_object_is_named_by_kind_namespace_and_name() -> None:
    assert logical_name(DEPLOYMENT) == "deployment-atlas-train-server"
    assert logical_name({"kind": "Namespace", "metadata": {"name": "atlas-train"}}) == "namespace-atlas-train"


def test_a_manifest_reaches_the_engine_verbatim() -> None:
    found = registered(DEPLOYMENT)["deployment-atlas-train-server"]
    assert found.type == "kubernetes:apps/v1:Deployment"
    assert found.inputs == DEPLOYMENT, "no key is renamed, no empty value dropped"
    assert not found.secrets and not found.protect


def test_a_secret_in_a_manifest_stays_one() -> None:
    def program() -> pulumi.Output[str]:
        password = pulumi.Output.secret("simulated-password")
        manifest = {
            "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "n"},
            "stringData": {"password": password, "user": "groundplan"},
        }  # fmt: skip
        return KubernetesObject("s", manifest).urn

    found, _ = record(program)
    assert found["s"].inputs["stringData"] == {"password": SECRET_VALUE, "user": "groundplan"}
    assert found["s"].secrets == {json.dumps("simulated-password")}, (
        "only what is secret is marked, and it is"
    )


def test_options_hold_for_everything_that_is_declared() -> None:
    found, _ = record(
        lambda: [each.urn for each in declare([DEPLOYMENT], pulumi.ResourceOptions(protect=True))]
    )
    assert found["deployment-atlas-train-server"].protect


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**31), 2**31), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.from_regex(r"[A-Za-z_./-]{1,8}", fullmatch=True), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_any_value_reaches_the_engine_verbatim(value: Any) -> None:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"it": value}}
    assert registered(manifest)["configmap-c"].inputs == manifest
