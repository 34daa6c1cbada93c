from typing import Any

import pytest

from stacks.offline.simulated_kubernetes.manifest import (
    asks,
    faults,
    field_manager,
    identity_of,
    inputs_of_live,
    is_patch,
    outputs_of,
    token_of_urn,
    type_of_token,
    wait_limit_s,
)
from stacks.offline.simulated_kubernetes.values import UNKNOWN

URN = "urn:pulumi:dev::project::stack:index:Thing$kubernetes:ray.io/v1:RayCluster::raycluster-train"
RAY = {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": {"name": "train", "namespace": "atlas"}}


def test_object_is_known_by_namespace_and_name() -> None:
    assert identity_of(RAY).id == "atlas/train", "as the official provider writes it"
    assert identity_of({**RAY, "metadata": {"name": "train"}}).id == "train", (
        "without a namespace just the name"
    )
    assert str(identity_of(RAY)) == "RayCluster atlas/train", "as a message names it"


def test_type_is_read_from_the_urn() -> None:
    assert token_of_urn(URN) == "kubernetes:ray.io/v1:RayCluster", "what is behind the parents"
    assert type_of_token("kubernetes:core/v1:Namespace") == ("v1", "Namespace"), "the core group has no name"
    assert is_patch("kubernetes:core/v1:NodePatch") and not is_patch(token_of_urn(URN)), "by its ending"


def test_sound_object_has_no_faults() -> None:
    assert faults("kubernetes:ray.io/v1:RayCluster", RAY) == [], "nothing to complain about"
    assert faults("kubernetes:ray.io/v1:RayCluster", {**RAY, "metadata": {"name": UNKNOWN}}) == [], (
        "a name may be known later"
    )


@pytest.mark.parametrize(
    ("change", "property_", "reason"),
    [
        ({"apiVersion": "v1"}, "apiVersion", "'v1', and the resource type"),
        ({"kind": None}, "kind", "needs 'RayCluster'"),
        ({"metadata": None}, "metadata", "is missing"),
        ({"metadata": {"namespace": "a"}}, "metadata.name", "makes up no names"),
        ({"metadata": {"name": "a", "uid": "1"}}, "metadata.uid", "by the API server alone"),
        ({"status": {"ready": True}}, "status", "written by controllers"),
    ],
)
def test_fault_is_named_with_its_place(change: dict[str, Any], property_: str, reason: str) -> None:
    found = faults("kubernetes:ray.io/v1:RayCluster", {**RAY, **change})
    assert [key for key, _ in found] == [property_], f"exactly this is wrong: {found}"
    assert reason in found[0][1], f"and why: {found}"


def test_owner_of_fields_is_the_same_in_every_run() -> None:
    name = field_manager(URN, RAY, {})
    assert name == field_manager(URN, RAY, {}), "so that a killed run is recognised"
    assert name != field_manager(URN + "-2", RAY, {}), "two resources do not share one"
    assert field_manager(URN, RAY, {"__fieldManager": "before"}) == "before", "once chosen it stays"
    annotated = {**RAY, "metadata": {"name": "a", "annotations": {"pulumi.com/patchFieldManager": "mine"}}}
    assert field_manager(URN, annotated, {"__fieldManager": "before"}) == "mine", "the annotation decides"


@pytest.mark.parametrize(
    ("custom_s", "annotation", "expected_s"), [(7, "9", 7), (0, "9", 9), (0, "x", 300), (0, "", 300)]
)
def test_limit_comes_from_the_option_then_the_annotation(
    custom_s: float, annotation: str, expected_s: float
) -> None:
    manifest = {"metadata": {"annotations": {"pulumi.com/timeoutSeconds": annotation}}}
    assert wait_limit_s(manifest, custom_s, 300) == expected_s, "the nearer word counts"


def test_annotation_is_on_only_when_it_is_true() -> None:
    assert asks({"metadata": {"annotations": {"pulumi.com/skipAwait": "True"}}}, "skipAwait"), "in any case"
    assert not asks({"metadata": {"annotations": None}}, "skipAwait"), "no annotations ask for nothing"


def test_state_keeps_neither_bookkeeping_nor_schemas() -> None:
    versions = [{"name": "v1", "served": True, "schema": {"openAPIV3Schema": {}}}]
    live = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "a", "managedFields": [{}]},
        "spec": {"group": "g", "versions": versions},
    }
    kept = outputs_of(live)
    assert kept["metadata"] == {"name": "a"}, "managed fields are the API server's own"
    assert kept["spec"] == {"group": "g", "versions": [{"name": "v1", "served": True}]}, (
        "the inputs have the schema"
    )
    assert versions[0]["schema"], "the live object itself is left as it is"


def test_imported_object_is_what_somebody_could_have_declared() -> None:
    live = {
        **RAY,
        "metadata": {**RAY["metadata"], "uid": "1", "labels": {"a": "b"}},
        "status": {"ready": True},
    }
    assert inputs_of_live(live) == {**RAY, "metadata": {**RAY["metadata"], "labels": {"a": "b"}}}, (
        "without what only the API server writes"
    )
