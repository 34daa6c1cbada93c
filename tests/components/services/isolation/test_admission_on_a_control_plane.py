"""The admission policies on a real API server: who is refused, with which words, and who is let through."""

from typing import Any

import pytest

from tests.components.services.isolation.on_control_plane import (
    SECURE,
    claimed,
    pod,
    refusal,
)  # fmt: skip
from tests.components.services.isolation.topologies import IMAGE
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes
SERVE, TRAIN = "atlas-serve", "atlas-train"
MAY = "serving may read models, weights, nothing else"
PROMOTION = {"groundplan-role": "promotion"}
FALSE_PROMOTION = {**PROMOTION, "ray.io/node-type": "head"}
FIRST = {"name": "first", "image": IMAGE, "securityContext": SECURE}


def variables_from(secret: str) -> dict[str, Any]:
    return {"envFrom": [{"secretRef": {"name": secret}}]}


def variable_from(secret: str) -> dict[str, Any]:
    reference = {"secretKeyRef": {"name": secret, "key": "AWS_ACCESS_KEY_ID"}}
    return {"env": [{"name": "KEY", "valueFrom": reference}]}


def mounted_keys(secret: str) -> dict[str, Any]:
    return {"name": "keys", "secret": {"secretName": secret}}


def projected(secret: str) -> dict[str, Any]:
    return {"name": "keys", "projected": {"sources": [{"secret": {"name": secret}}]}}


@pytest.mark.parametrize(
    ("store", "asking"),
    [
        ("checkpoints", {"volumes": [claimed("store-checkpoints")]}),
        ("scratch", {"volumes": [claimed("store-scratch", read_only=True)]}),
        ("registry", {"volumes": [claimed("store-registry", read_only=True)], "read_only": True}),
        ("datasets", {"container": variables_from("store-datasets")}),
        ("datasets", {"container": variable_from("store-datasets")}),
        ("datasets", {"volumes": [mounted_keys("store-datasets")]}),
        ("datasets", {"volumes": [projected("store-datasets")]}),
        ("registry", {"container": variables_from("promotion-store-registry"), "labels": PROMOTION}),
        ("checkpoints", {"volumes": [claimed("store-checkpoints")], "labels": PROMOTION}),
        ("datasets", {"initContainers": [{**FIRST, **variables_from("store-datasets")}]}),
    ],
    ids=[
        "claim", "claim-to-read", "registry", "variables", "variable", "secret", "projected-secret", "promotion-keys",
        "promotion-claim", "first-container",
    ],
)  # fmt: skip
def test_a_serving_pod_that_asks_for_training_storage_is_refused_by_the_stores_name(
    isolated: ControlPlane, store: str, asking: dict[str, Any]
) -> None:
    said = refusal(isolated, pod(SERVE, **asking))
    assert f"serving asks for the store {store}, which is not for serving; {MAY}" in said, (
        "which store, what it may"
    )
    assert "promote a model with `groundplan promote`" in said, "and the way out"


def test_several_stores_are_named_at_once(isolated: ControlPlane) -> None:
    both = pod(SERVE, volumes=[claimed("store-checkpoints"), claimed("store-scratch")])
    assert "serving asks for the store checkpoints, scratch," in refusal(isolated, both), (
        "so it is mended once"
    )


@pytest.mark.parametrize(
    "asking",
    [
        {},
        {"volumes": [claimed("store-models", read_only=True)], "read_only": False},
        {"volumes": [claimed("store-models")], "read_only": True},
        {"volumes": [claimed("store-models")], "read_only": False, "labels": PROMOTION},
        {"container": variables_from("store-weights")},
        {"container": variables_from("promotion-store-weights"), "labels": PROMOTION},
        {"volumes": [mounted_keys("store-weights")]},
        {"volumes": [mounted_keys("promotion-store-weights")], "labels": PROMOTION},
        {"container": variables_from("registry-client"), "labels": PROMOTION},
        {"serviceAccountName": "promotion", "labels": PROMOTION},
        {"serviceAccountName": "serve"},
        {"container": variables_from("serve-token")},
        {"volumes": [{"name": "memory", "emptyDir": {"medium": "Memory"}}]},
        {"volumes": [claimed("data-serve-fault-tolerance-0")], "read_only": False},
    ],
    ids=[
        "nothing", "claim-to-read", "mount-to-read", "promotion-writes", "keys", "promotion-keys", "mounted-keys",
        "mounted-promotion-keys", "registry-password", "identity-of-promotion", "own-identity", "other-secret",
        "memory", "other-claim",
    ],
)  # fmt: skip
def test_a_serving_pod_with_what_serving_may_use_is_taken(
    isolated: ControlPlane, asking: dict[str, Any]
) -> None:
    assert refusal(isolated, pod(SERVE, **asking)) == "", "the rights grant it"


@pytest.mark.parametrize(
    ("asking", "words"),
    [
        (
            {"volumes": [claimed("store-models")], "read_only": False},
            "serving asks to write the store models",
        ),
        ({"container": variables_from("promotion-store-weights")}, "serving asks to write the store weights"),
        (
            {"volumes": [mounted_keys("promotion-store-weights")]},
            "serving asks to write the store weights",
        ),
        ({"container": variables_from("registry-client")}, "serving asks for the password of the registry"),
        ({"serviceAccountName": "promotion"}, "serving asks for the identity of promotion"),
        (
            {"serviceAccountName": "promotion", "labels": FALSE_PROMOTION},
            "serving asks for the identity of promotion",
        ),
        (
            {"container": variables_from("promotion-store-weights"), "labels": FALSE_PROMOTION},
            "serving asks to write the store weights",
        ),
    ],
    ids=[
        "mount",
        "keys",
        "mounted-keys",
        "registry-password",
        "identity",
        "identity-of-a-ray-node",
        "ray-node-that-says-it-promotes",
    ],
)
def test_what_promotion_may_write_serving_may_not(
    isolated: ControlPlane, asking: dict[str, Any], words: str
) -> None:
    said = refusal(isolated, pod(SERVE, **asking))
    assert words in said and MAY in said, "a served model cannot change itself"


@pytest.mark.parametrize(
    "source",
    [
        {"csi": {"driver": "nfs.csi.k8s.io", "volumeAttributes": {"server": "nas", "share": "/datasets"}}},
        {"ephemeral": {"volumeClaimTemplate": {"spec": {
            "accessModes": ["ReadWriteOnce"], "storageClassName": "atlas-store-checkpoints",
            "resources": {"requests": {"storage": "1Gi"}}}}}},
    ],
    ids=["csi", "ephemeral"],
)  # fmt: skip
def test_a_volume_that_names_its_own_place_is_refused(isolated: ControlPlane, source: dict[str, Any]) -> None:
    said = refusal(isolated, pod(SERVE, volumes=[{"name": "it", **source}]))
    assert "serving asks for a volume that names its own place" in said, "it could be anybody's data"
    assert not refusal(isolated, pod(TRAIN, volumes=[{"name": "it", **source}])), (
        "training is not judged by this"
    )


def test_training_uses_its_own_storage(isolated: ControlPlane) -> None:
    own = {"volumes": [claimed("store-checkpoints")], "container": variables_from("store-datasets")}
    assert refusal(isolated, pod(TRAIN, read_only=False, **own)) == "", "the policy is about serving"


def claim(name: str, **spec: Any) -> dict[str, Any]:
    usual = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    metadata = {"name": name, "namespace": SERVE}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": metadata,
        "spec": {**usual, **spec},
    }


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (claim("store-datasets"), "asks for storage that is not for serving"),
        (
            claim("mine", storageClassName="atlas-store-checkpoints"),
            "asks for storage that is not for serving",
        ),
        (claim("mine", volumeName="pv-of-checkpoints"), "asks for a volume that is there already"),
        (
            claim("mine", dataSource={"kind": "PersistentVolumeClaim", "name": "store-models"}),
            "asks for a volume that is there already",
        ),
    ],
    ids=["name", "class", "volume", "copy"],
)
def test_a_claim_beside_serving_cannot_lead_to_training_storage(
    isolated: ControlPlane, asked: dict[str, Any], words: str
) -> None:
    said = refusal(isolated, asked)
    assert words in said and MAY in said, "by whatever field it tries"


def test_an_empty_volume_beside_serving_is_taken(isolated: ControlPlane) -> None:
    assert refusal(isolated, claim("data-serve-fault-tolerance-0")) == "", (
        "what supports a cluster has its own"
    )


@pytest.mark.parametrize("namespace", [TRAIN, SERVE, "atlas-registry"])
@pytest.mark.parametrize("image", ["ray", "registry.example.com/ray:2.60", "ray@sha256:abc", f"{IMAGE}-x"])
def test_an_image_without_its_digest_is_refused(isolated: ControlPlane, namespace: str, image: str) -> None:
    said = refusal(isolated, pod(namespace, image=image))
    assert f"an image is not pinned by its digest: {image}; write <registry>/<name>@sha256:" in said, (
        "with the form"
    )


def test_first_containers_are_pinned_too(isolated: ControlPlane) -> None:
    first = {**FIRST, "image": "busybox"}
    assert "digest: busybox;" in refusal(isolated, pod(TRAIN, initContainers=[first])), "they run as well"
