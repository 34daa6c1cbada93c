"""An operator of the cluster that cannot do what a plan asks is refused before anything is made: its API server would
refuse, or nobody would act, after a hundred objects.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.operator_checks import FRAMEWORKS, RAY_FIELDS, lacks, operator_errors, watched_by
from components.kubernetes.operator_facts import versions_of
from components.kubernetes.operators import Operator
from components.services.operators.configuration import kueue_configuration
from components.services.operators.upstream import documents
from tests.components.kubernetes.clusters import gathered, running, topology
from tests.stacks.declared_on_kubernetes import manifests_of_example

OLD_FIELDS: dict[str, Any] = json.loads(
    Path(__file__).with_name("kuberay_fields.json").read_text(encoding="utf-8")
)
"""Release of KubeRay -> kind -> field of `spec` -> its own fields, by the v1 definitions in that release's module."""
QUEUES = [{"name": "research", "cpu": 64, "memory": "512GiB", "gpu": ["16xH100"]}]
KUEUE = "kueue-system/kueue"
KUBERAY = running("kuberay")["kuberay"][0]


def schema_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema that has these fields."""
    return {
        "properties": {
            name: schema_of(inner if isinstance(inner, Mapping) else {each: {} for each in inner})
            for name, inner in fields.items()
        }
    }


def old(release: str) -> dict[str, Any]:
    """Return what a cluster with an old KubeRay serves."""
    return {kind: {"v1": schema_of({"spec": fields})} for kind, fields in OLD_FIELDS[release].items()}


def ours(operator: str) -> dict[str, Any]:
    """Return what a cluster serves with the operator of this release."""
    listed = [each for each in documents(operator) if each["kind"] == "CustomResourceDefinition"]
    return {each["metadata"]["name"]: versions_of(each) for each in listed}


def sentences(*present: str, queues: bool = False, **changed: Any) -> list[str]:
    """Return why operators could not do what the small plan asks."""
    plan = topology(queues=QUEUES) if queues else topology()
    found = gathered(**{"operators": running(*present), **changed})
    return [str(error) for error in operator_errors(plan, found, frozenset(present))]


def test_the_operators_that_up_would_bring_do_all_of_it() -> None:
    assert sentences("kuberay", served=ours("kuberay")) == []
    configurations = {KUEUE: kueue_configuration("kueue-system")}
    assert sentences("kueue", queues=True, served=ours("kueue"), configurations=configurations) == []


@pytest.mark.parametrize(
    ("release", "lacking"),
    [
        ("1.4.2", "authOptions.secretName, upgradeStrategy"),
        ("1.5.1", "authOptions.secretName, upgradeStrategy"),
    ],
)
def test_a_kuberay_without_fields_that_clusters_have_is_refused_with_their_names(
    release: str, lacking: str
) -> None:
    of_cluster, of_service = sentences("kuberay", served=old(release))
    assert of_cluster == (
        f"target: the cluster's rayclusters.ray.io has no {lacking} in v1; the plan's clusters have them, as KubeRay "
        "has from 1.6 on; upgrade the operator and its definitions, which an upgrade of its chart leaves as they are "
        "(`kubectl apply --server-side -k 'github.com/ray-project/kuberay/ray-operator/config/crd?ref=v1.6.1'`)"
    )
    assert "rayservices.ray.io has no rayClusterConfig.authOptions.secretName in v1;" in of_service
    assert sentences(served=old(release)) == [], "one that is this stack's own is brought up to date by `up`"


def test_what_clusters_set_and_the_last_release_lacked_is_looked_for() -> None:
    had = OLD_FIELDS["1.5.1"]["rayclusters.ray.io"]
    (spec,) = (each["spec"] for each in manifests_of_example() if each["kind"] == "RayCluster")
    fields = {name for name in spec if name not in had}
    inner = {f"authOptions.{name}" for name in spec["authOptions"] if name not in had["authOptions"]}
    assert fields | inner == {"upgradeStrategy", "authOptions.secretName"}, "a new field needs its row"
    assert fields | inner <= set(RAY_FIELDS["rayclusters.ray.io"])


def test_a_kuberay_that_serves_no_v1_or_tells_no_schema_is_judged_by_that() -> None:
    (sentence,) = sentences("kuberay", served={"rayservices.ray.io": {"v1alpha1": {}}})
    assert "has no rayClusterConfig.authOptions.secretName in v1" in sentence
    anything = {"properties": {"spec": {"x-kubernetes-preserve-unknown-fields": True}}}
    assert not lacks(anything, "authOptions.secretName"), "it takes every field"
    assert sentences("kuberay") == [], "what nobody told is not judged"


def test_a_kueue_that_is_older_than_the_queues_of_a_plan_is_refused_where_the_plan_has_any() -> None:
    served = {"clusterqueues.kueue.x-k8s.io": {"v1beta1": {}}}
    assert sentences("kueue", queues=True, served=served) == [
        "target: the cluster's kueue serves clusterqueues.kueue.x-k8s.io as v1beta1; the plan's queues are v1beta2, "
        "which Kueue has from 0.15 on; upgrade Kueue, or remove `queues` from the plan"
    ]
    assert sentences("kueue", served=served) == []


@pytest.mark.parametrize(
    ("arguments", "configuration", "names"),
    [
        ((), None, set()),
        (("--enable-metrics=true", "--watch-namespace", "a,b"), None, {"a", "b"}),
        (("-watch-namespace=a",), None, {"a"}),
        (("--watch-namespace=", "--qps=1"), None, set()),
        (("--watch-namespace",), None, set()),
        (
            ("--watch-namespace=a", "--config", "/etc/kuberay/config.yaml"),
            {"watchNamespace": "b, c"},
            {"b", "c"},
        ),
        (("--watch-namespace=a", "--config=/etc/kuberay/config.yaml"), {}, set()),
        (("--config=/etc/kuberay/config.yaml",), None, set()),
    ],
)
def test_the_namespaces_that_a_kuberay_watches_are_read_as_it_reads_them(
    arguments: tuple[str, ...], configuration: dict[str, Any] | None, names: set[str]
) -> None:
    assert watched_by(replace(KUBERAY, arguments=arguments), configuration) == names, "none are all"


def test_a_kuberay_that_watches_other_namespaces_alone_is_refused() -> None:
    elsewhere = replace(KUBERAY, arguments=("--watch-namespace=ml,atlas-other",))
    assert sentences("kuberay", operators={"kuberay": (elsewhere,)}) == [
        "target: the cluster's kuberay (kuberay-system/kuberay) watches the namespaces atlas-other, ml alone; nobody "
        "would act on the plan's clusters in atlas-train; let it watch these too (its chart's watchNamespace), or all"
    ]
    here = replace(KUBERAY, place="b/kuberay", arguments=("--watch-namespace=atlas-train",))
    assert sentences("kuberay", operators={"kuberay": (elsewhere, here)}) == [], "the other one does"
    assert sentences("kuberay", operators={"kuberay": (elsewhere, KUBERAY)}) == [], (
        "one that watches all is enough"
    )
    assert sentences("kuberay", operators={}) == [], "one that is hosted shows no arguments"


@pytest.mark.parametrize(
    ("configuration", "managed", "missing"),
    [
        ({}, "batch/job", "ray.io/raycluster and ray.io/rayjob"),
        ({"integrations": {"frameworks": ["job", "ray.io/rayjob"]}}, "job, ray.io/rayjob", "ray.io/raycluster"),
    ],
)  # fmt: skip
def test_a_kueue_that_does_not_manage_ray_is_refused(configuration: Any, managed: str, missing: str) -> None:
    kueue = Operator(place=KUEUE, is_available=True, config_maps=("kueue-manager-config",))
    changed: dict[str, Any] = {"operators": {"kueue": (kueue,)}, "configurations": {KUEUE: configuration}}
    assert sentences("kueue", queues=True, **changed) == [
        f"target: the cluster's kueue ({KUEUE}) manages {managed}; without {missing} a queue holds nothing of the plan "
        "back; add them to integrations.frameworks of its configuration (ConfigMap kueue-manager-config) and restart "
        "it, or remove `queues` from the plan"
    ]
    assert sentences("kueue", **changed) == [], "a plan without queues needs none of it"
    every = {KUEUE: {"integrations": {"frameworks": [*FRAMEWORKS, "pod"]}}}
    assert sentences("kueue", queues=True, configurations=every) == []
    assert sentences("kueue", queues=True) == [], "what nobody told is not judged"
