"""Whose something is follows references first, then names; what neither tells is waited for."""

import pytest
from pulumi_policy.proxy import unknown_checking_proxy

from policies.judge.purposes import named_by, purposes_of_pods
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import NotKnownYetError
from tests.policies.breach import UNKNOWN

STORE, RIGHT = "lab:storage:Store", "lab:rights:Right"


def made(
    type_token: str, called: str, refers_to: dict[str, tuple[str, ...]] | None = None, **inputs: object
) -> Resource:
    return Resource(
        type_token, called, f"urn:{called}", unknown_checking_proxy(inputs), refers_to=refers_to or {}
    )


def namespace(name: str, purpose: str) -> Resource:
    return made(NAMESPACE, name, metadata={"name": name, "labels": {"groundplan-purpose": purpose}})


STORES = Stack((made(STORE, "models", name="m"), made(STORE, "datasets", name="d")))
PLACES = Stack(
    (namespace("lab-serve", "serving"), namespace("lab-train", "training"), namespace("lab", "tools"))
)


def test_a_value_that_comes_from_a_resource_names_it_whatever_it_says() -> None:
    right = made(RIGHT, "right", {"store": ("urn:datasets",)}, store=UNKNOWN)
    assert [each.name for each in named_by(STORES, right, "store", STORE)] == ["datasets"]


def test_a_value_that_comes_from_nowhere_names_what_is_called_so() -> None:
    assert [each.name for each in named_by(STORES, made(RIGHT, "right", store="m"), "store", STORE)] == [
        "models"
    ]
    assert named_by(STORES, made(RIGHT, "right", store="elsewhere"), "store", STORE) == ()


def test_a_value_that_nothing_tells_is_waited_for() -> None:
    with pytest.raises(NotKnownYetError):
        named_by(STORES, made(RIGHT, "right", store=UNKNOWN), "store", STORE)


@pytest.mark.parametrize(
    ("pods", "purposes"),
    [
        ([("lab-serve", "serve")], ("serving",)),
        ([("lab-serve", "promotion")], ()),
        ([("lab-serve", "promotion"), ("lab-train", "train")], ("training",)),
        ([("lab-train", "train"), ("lab-serve", "serve")], ("training", "serving")),
        ([("lab", "tool"), ("elsewhere", "x")], ()),
    ],
)
def test_pods_are_for_what_their_namespace_is_for_but_for_promotion(
    pods: list[tuple[str, str]], purposes: tuple[str, ...]
) -> None:
    assert purposes_of_pods(PLACES, pods, ["promotion"]) == purposes
