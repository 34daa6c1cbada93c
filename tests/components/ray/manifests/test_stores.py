"""Workloads find their stores on Kubernetes as on this machine."""

import json
from pathlib import Path

from components.ray.manifests.stores import environment_from, given_stores, told
from tests.components.ray import plans_on_kubernetes as plans
from workloads.stores import given_stores as read_stores


def test_workloads_read_what_they_are_told_of_file_systems() -> None:
    cluster = plans.train()
    text = told(given_stores(plans.topology(cluster), cluster))
    found = {store.name: store for store in read_stores({"GROUNDPLAN_STORES": text})}
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
    given = given_stores(plans.topology(cluster, kind="object"), cluster)
    sources = {one["secretRef"]["name"]: one.get("prefix") for one in environment_from(given)}
    assert sources == {
        "store-checkpoints": "GROUNDPLAN_STORE_CHECKPOINTS_",
        "store-datasets": "GROUNDPLAN_STORE_DATASETS_",
        "store-registry": "GROUNDPLAN_STORE_REGISTRY_",
        "store-scratch": "GROUNDPLAN_STORE_SCRATCH_",
    }, "one store's keys would open, or hide, another's"


def test_the_only_object_store_has_the_names_that_every_client_reads_as_well() -> None:
    cluster = plans.serve()
    given = given_stores(plans.topology(cluster, kind="object"), cluster)
    assert {"secretRef": {"name": "store-models"}} in environment_from(given)
