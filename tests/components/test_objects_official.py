"""What our program declares is what the official provider's own SDK declares: every property, at every depth."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from components.topology.model import Topology
from tests.components.kubernetes.test_needed_rights_declared import ALL, with_idle_stop
from tests.components.official_sdk import CHART, DEFINITION, official_faults
from tests.judges.declared import whole
from tests.stacks.declared_on_kubernetes import example, registered_of

DEPLOYMENT, CLAIM = "kubernetes:apps/v1:Deployment", "kubernetes:core/v1:PersistentVolumeClaim"
CLUSTER, QUEUE = "kubernetes:ray.io/v1:RayCluster", "kubernetes:kueue.x-k8s.io/v1beta2:ClusterQueue"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def declared(topology: Topology, present: frozenset[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the token and the inputs of all that goes to the official provider, by name."""
    made = registered_of(topology, present=present)
    ours = {name: each for name, each in made.items() if each.type.startswith("kubernetes:")}
    return {name: (each.type, whole(each.inputs)) for name, each in ours.items()}


@pytest.fixture(scope="module")
def everything() -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Return what the example plan declares where the cluster has no service of its own."""
    return declared(example(), frozenset())


def test_every_object_is_what_the_official_sdk_declares(
    everything: Mapping[str, tuple[str, dict[str, Any]]],
) -> None:
    found = {name: faults for name, one in everything.items() if (faults := official_faults(*one))}
    assert found == {}
    tokens = {token for token, _ in everything.values()}
    assert tokens >= {DEPLOYMENT, CLAIM, CLUSTER, QUEUE, DEFINITION, POLICY, CHART}, "each way was looked at"


@pytest.mark.parametrize("plan", [example, with_idle_stop])
def test_so_is_what_is_declared_where_the_cluster_has_every_service_itself(
    plan: Callable[[], Topology],
) -> None:
    made = declared(plan(), ALL)
    assert {name: faults for name, one in made.items() if (faults := official_faults(*one))} == {}


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(inputs: dict[str, Any]) -> None:
        for step in path[:-1]:
            inputs = inputs[step]
        inputs[path[-1]] = to

    return change


TEMPLATE = ("spec", "template", "spec")
OF_A_HEAD = ("spec", "headGroupSpec", "template", "spec")
PROMETHEUS = ("values", "prometheus", "prometheusSpec")
SCHEMA = ("spec", "versions", 0, "schema", "openAPIV3Schema")


@pytest.mark.parametrize(
    ("token", "change", "said"),
    [
        (DEPLOYMENT, _set("spec", "replica", to=1), "spec.replica is not known"),
        (DEPLOYMENT, _set("spec", "replicas", to="1"), "spec.replicas is '1', and a whole number"),
        (DEPLOYMENT, _set("spec", "selector", "matchlabels", to={}), "spec.selector.matchlabels is not known"),
        (DEPLOYMENT, _set("apiVersion", to="apps/v9"), "apiVersion is 'apps/v9'; allowed: apps/v1"),
        (
            DEPLOYMENT,
            _set(*TEMPLATE, "containers", 0, "image_pull_policy", to="Always"),
            "spec.template.spec.containers[0].image_pull_policy is not known",
        ),
        (DEPLOYMENT, _set("metadata", "annotations", to={"a": 1}), "metadata.annotations.a is 1, and a text"),
        (CLAIM, _set("spec", "accessModes", to="ReadWriteOnce"), "spec.accessModes is 'ReadWriteOnce', and a list"),
        (CLUSTER, _set("kind", to="RayCluste"), "kind is of the type kubernetes:ray.io/v1:RayCluste, and is decl"),
        (CLUSTER, _set("metadata", "namespaces", to="a"), "metadata.namespaces is not known"),
        (
            CLUSTER,
            _set(*OF_A_HEAD, "nodeSelectors", to={}),
            "spec.headGroupSpec.template.spec.nodeSelectors is not known",
        ),
        (DEFINITION, _set(*SCHEMA, "x-kubernetes-list-kind", to="map"), "x_kubernetes_list_kind is not known"),
        (
            CHART,
            _set(*PROMETHEUS, "affinity", to={"nodeAffinities": {}}),
            "values.prometheus.prometheusSpec.affinity.nodeAffinities is not known",
        ),
        (
            CHART,
            _set(*PROMETHEUS, "storageSpec", "volumeClaimTemplate", "spec", "resources", to={"request": {}}),
            "volumeClaimTemplate.spec.resources.request is not known",
        ),
        (CHART, _set("versions", to="1"), "versions is not known"),
    ],
)  # fmt: skip
def test_a_property_that_the_sdk_does_not_have_is_found(
    everything: Mapping[str, tuple[str, dict[str, Any]]],
    token: str,
    change: Callable[[dict[str, Any]], None],
    said: str,
) -> None:
    inputs = next(
        copy.deepcopy(of)
        for name, (each, of) in everything.items()
        if each == token and (each != CHART or "prometheus" in name)
    )
    change(inputs)
    found = official_faults(token, inputs)
    assert len(found) == 1 and said in found[0], f"at its place, and nothing else: {found}"


def test_a_version_that_kubernetes_own_group_does_not_have_is_no_kind_of_an_operator() -> None:
    made = {"apiVersion": "apps/v9", "kind": "Deployment", "metadata": {"name": "a"}}
    (found,) = official_faults("kubernetes:apps/v9:Deployment", made)
    assert found.startswith("apiVersion is not one of the SDK for Deployment")


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        ("skipawait", "true"),
        ("skipAwait", "True"),
        ("skipAwait", True),
        ("autonamed", "true"),
        ("waitFor", "Ready"),
        ("timeoutSeconds", "5m"),
        ("deletionPropagationPolicy", "Backgrounds"),
    ],
)
def test_an_annotation_that_the_provider_does_not_read_is_found(annotation: str, value: Any) -> None:
    named = {"name": "a", "annotations": {f"pulumi.com/{annotation}": value}}
    found = official_faults(CLUSTER, {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": named})
    assert any(f"metadata.annotations.pulumi.com/{annotation} is " in each for each in found)
