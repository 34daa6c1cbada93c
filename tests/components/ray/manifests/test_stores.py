"""Workloads find their stores on Kubernetes as on this machine."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from components.ray.manifests.stores import REGISTRY_CLIENT, environment_from, given_stores, told
from components.services.registry.credentials import CLIENT_SECRET
from tests.components.ray import plans_on_kubernetes as plans
from workloads.stores import Store
from workloads.stores import given_stores as read_stores


def test_workloads_read_what_they_are_told_of_file_systems() -> None:
    cluster = plans.train()
    text = told(given_stores(plans.topology(cluster), cluster))
    read = read_stores({"GROUNDPLAN_STORES": text})
    found = {store.name: store for store in read if isinstance(store, Store)}
    assert found.keys() == {"datasets", "checkpoints", "scratch"}, "a registry is asked through its server"
    assert found["datasets"].access == "read"
    assert found["checkpoints"].access == "write"
    assert found["scratch"].path == Path("/groundplan/stores/scratch")


def test_object_stores_are_told_by_address_and_never_with_a_key() -> None:
    cluster = plans.serve()
    given = given_stores(plans.topology(cluster, kind="object"), cluster)
    assert json.loads(told(given)) == {
        "models": {
            "holds": "models", "access": "read", "uri": "s3://models", "endpoint": "https://s3.example.com",
            "environment": "GROUNDPLAN_STORE_MODELS_",
        }
    }  # fmt: skip


def test_the_keys_of_each_object_store_have_names_of_their_own() -> None:
    cluster = plans.train()
    sources = {
        one["secretRef"]["name"]: one.get("prefix")
        for one in environment_from(plans.topology(cluster, kind="object"), cluster)
    }
    assert sources == {
        "store-checkpoints": "GROUNDPLAN_STORE_CHECKPOINTS_",
        "store-datasets": "GROUNDPLAN_STORE_DATASETS_",
        "store-scratch": "GROUNDPLAN_STORE_SCRATCH_",
        "registry-client": None,
    }, "one store's keys would open, or hide, another's; those of the registry's store are its server's alone"


def test_the_only_object_store_has_the_names_that_every_client_reads_as_well() -> None:
    cluster = plans.serve()
    found = environment_from(plans.topology(cluster, kind="object"), cluster)
    assert {"secretRef": {"name": "store-models"}} in found


@pytest.mark.parametrize("kind", ["filesystem", "object"])
def test_who_has_a_right_to_the_registry_gets_the_password_of_its_server_and_nobody_else(kind: str) -> None:
    asks = {"secretRef": {"name": REGISTRY_CLIENT}}
    for cluster, expected in ((plans.train(), True), (plans.serve(), False)):
        found = environment_from(plans.topology(cluster, kind=kind), cluster)
        assert (asks in found) is expected, f"{cluster.name}: rights say who writes the registry"
    assert REGISTRY_CLIENT == CLIENT_SECRET, "the Secret has the name that `components/services` gives it"


def test_where_no_store_holds_a_registry_nobody_waits_for_its_password() -> None:
    cluster = plans.train()
    whole = plans.topology(cluster)
    held = {store.name for store in whole.stores if store.holds == "registry"}
    without = replace(
        whole,
        stores=tuple(store for store in whole.stores if store.name not in held),
        rights=tuple(right for right in whole.rights if right.store not in held),
    )
    assert environment_from(without, cluster) == [], "a pod that asks for a missing Secret never starts"
