"""Workloads find their stores on Kubernetes as on this machine."""

from dataclasses import replace
from pathlib import Path

import pytest

from components import mounted_stores
from components.ray.manifests.stores import environment_from, given_stores
from components.services.registry.credentials import RegistryPasswords, secret_manifests
from components.topology.places import store_object_name
from tests.components.ray import plans_on_kubernetes as plans
from workloads.folder_store import FolderStore
from workloads.object_store import ObjectStore
from workloads.stores import given_stores as read_stores

PASSWORDS = RegistryPasswords(database="of the database", user="of the user", signing="of the sessions")


def test_workloads_read_what_they_are_told_of_file_systems() -> None:
    cluster = plans.train()
    text = mounted_stores.told(given_stores(plans.topology(cluster), cluster))
    read = read_stores({"GROUNDPLAN_STORES": text})
    found = {store.name: store for store in read if isinstance(store, FolderStore)}
    assert found.keys() == {"datasets", "checkpoints", "scratch"}, "a registry is asked through its server"
    assert found["datasets"].access == "read"
    assert found["checkpoints"].access == "write"
    assert found["scratch"].path == Path("/groundplan/stores/scratch")


def test_object_stores_are_told_by_address_and_by_where_their_keys_lie() -> None:
    cluster = plans.serve()
    (given,) = given_stores(plans.topology(cluster, kind="object"), cluster)
    (read,) = read_stores({"GROUNDPLAN_STORES": mounted_stores.told([given])})
    assert isinstance(read, ObjectStore), "workloads know it for what it is"
    assert (read.holds, read.access, read.uri) == ("models", "read", "s3://models")
    (volume,), (mount,) = mounted_stores.volumes([given]), mounted_stores.mounts([given])
    assert mount["mountPath"] == str(read.keys), "its keys are mounted where they are told to lie"
    assert (mount["name"], mount["readOnly"]) == (volume["name"], True), "and are only read there"
    assert volume["secret"]["secretName"] == store_object_name("models"), "from the Secret of the right to it"


def test_no_key_of_an_object_store_is_in_the_environment() -> None:
    cluster = plans.train()
    found = environment_from(plans.topology(cluster, kind="object"), cluster)
    assert found == [{"secretRef": {"name": "registry-client"}}], (
        "one store's keys would open, or hide, another's, and every child of a process would have them"
    )


@pytest.mark.parametrize("kind", ["filesystem", "object"])
def test_who_has_a_right_to_the_registry_gets_the_password_of_its_server_and_nobody_else(kind: str) -> None:
    asks = {"secretRef": {"name": "registry-client"}}
    for cluster, expected in ((plans.train(), True), (plans.serve(), False)):
        found = environment_from(plans.topology(cluster, kind=kind), cluster)
        assert (asks in found) is expected, f"{cluster.name}: rights say who writes the registry"
    made = secret_manifests(plans.topology(plans.train(), kind=kind), PASSWORDS)
    there = {(one["metadata"]["namespace"], one["metadata"]["name"]) for one in made}
    assert ("atlas-train", "registry-client") in there, "a pod would wait for a Secret that nobody makes"


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
