"""The keys of object stores: in the namespaces whose rights lead there, no wider than the right, and nowhere else."""

import asyncio
from dataclasses import replace

import pulumi
from hypothesis import given

from components.contract import Bucket
from components.services.isolation.endpoints import endpoint_ways
from components.services.isolation.namespaces import service_accounts
from components.services.isolation.network_policies import network_policies
from components.services.isolation.object_stores import (
    AccessKey,
    AccessKeys,
    bucket_addresses,
    grants,
    missing_buckets,
    missing_keys,
    object_stores,
)
from components.services.registry.server import server_manifests
from components.topology.model import PROMOTION, Access, Topology
from components.topology.places import accounts_of
from components.topology.rights import direct_rights, identity_of_registry, rights
from tests.components.services.isolation.topologies import (
    HOLDS,
    OBJECTS,
    SERVE,
    STORES,
    TRAIN,
    named,
    platform,
    store,
    topologies,
    topology,
)  # fmt: skip

OBJECT_STORES = tuple(store(holds, endpoint=f"https://{OBJECTS}") for holds in HOLDS)
ACCESSES: tuple[Access, ...] = ("read", "write")
KEYS: AccessKeys = {
    (holds, access): AccessKey(key_id=f"{holds}-{access}", secret=f"secret of {holds} to {access}")
    for holds in HOLDS
    for access in ACCESSES
}


def placed(plan: Topology) -> set[tuple[str, str, str]]:
    return {(each.namespace, each.name, each.access) for each in grants(plan)}


def test_keys_lie_where_rights_lead() -> None:
    assert placed(topology(stores=OBJECT_STORES)) == {
        ("atlas-train", "store-datasets", "read"), ("atlas-train", "store-checkpoints", "write"),
        ("atlas-train", "store-scratch", "write"), ("atlas-registry", "store-registry", "write"),
        ("atlas-serve", "store-models", "read"), ("atlas-serve", "promotion-store-models", "write"),
    }, "serving's own may only read, and the registry's server alone opens its store"  # fmt: skip


def test_a_secret_has_the_names_that_clients_of_s3_read() -> None:
    secret = named(
        object_stores(topology(stores=OBJECT_STORES), KEYS), "Secret", "store-models", "atlas-serve"
    )
    assert secret["stringData"] == {
        "AWS_ACCESS_KEY_ID": "models-read", "AWS_SECRET_ACCESS_KEY": "secret of models to read",
        "AWS_ENDPOINT_URL": f"https://{OBJECTS}",
    }, "and the key that its right is for"  # fmt: skip


def test_a_pair_with_a_region_brings_it_where_clients_of_s3_look_for_it() -> None:
    regional = {key: replace(pair, region="fr-par") for key, pair in KEYS.items()}
    secret = named(
        object_stores(topology(stores=OBJECT_STORES), regional), "Secret", "store-models", "atlas-serve"
    )
    assert secret["stringData"]["AWS_DEFAULT_REGION"] == "fr-par"


def test_file_systems_have_no_keys() -> None:
    assert not object_stores(topology(), {}), "they are mounted"


def test_keys_that_nobody_gave_are_named() -> None:
    plan = topology([SERVE], stores=[store("models", endpoint=f"https://{OBJECTS}")])
    only_read: AccessKeys = {("models", "read"): KEYS["models", "read"]}
    (sentence,) = missing_keys(plan, only_read)
    assert sentence.startswith("storage[models]: there are no keys to read and write it"), (
        "promotion writes it"
    )
    assert not list(missing_keys(plan, KEYS)), "and nothing where all are there"


@given(topologies())
def test_no_namespace_of_serving_ever_holds_the_keys_of_training(plan: Topology) -> None:
    serving = {f"atlas-{each.name}" for each in plan.clusters if each.purpose == "serving"}
    held = {each.store.holds for each in grants(plan) if each.namespace in serving}
    assert held <= {"models"}, "not the registry's either, which promotion reaches through its server"


@given(topologies())
def test_no_secret_is_made_twice(plan: Topology) -> None:
    made = [(each.namespace, each.name) for each in grants(plan)]
    assert len(made) == len(set(made)), "the second one would replace the first"


def of_target() -> Topology:
    """A plan whose target makes the buckets itself, so that identities open them."""
    buckets = tuple(replace(each, kind="object") for each in STORES)
    plan = topology(stores=buckets, target="aws")
    purposes = {
        "train": "training",
        "serve": "serving",
        PROMOTION: PROMOTION,
        **identity_of_registry(buckets),
    }
    return replace(plan, identities=tuple(sorted(purposes)), rights=rights(purposes, buckets))


BUCKETS = {
    holds: Bucket(uri=f"s3://atlas-{holds}", ranges=("192.0.2.0/24",), region="us-east-1") for holds in HOLDS
}


def test_what_an_identity_opens_has_no_keys_and_says_where_it_is_to_whoever_has_the_right() -> None:
    plan = of_target()
    made = {
        (each["metadata"]["namespace"], each["metadata"]["name"]): each["data"]
        for each in bucket_addresses(plan, BUCKETS)
    }
    assert set(made) == {
        ("atlas-train", "store-datasets"), ("atlas-train", "store-checkpoints"), ("atlas-train", "store-scratch"),
        ("atlas-registry", "store-registry"), ("atlas-serve", "store-models"),
    }, "promotion finds models beside serving, and what each may do there its own identity says"  # fmt: skip
    assert made["atlas-serve", "store-models"] == {"URI": "s3://atlas-models", "REGION": "us-east-1"}
    assert not grants(plan) and not list(missing_keys(plan, {})), "nobody has a key"


def test_a_target_that_makes_no_buckets_is_told_so() -> None:
    sentences = list(missing_buckets(of_target(), {}))
    assert len(sentences) == len(HOLDS) and all("makes no buckets" in each for each in sentences)
    assert not list(missing_buckets(of_target(), BUCKETS))


def test_the_registrys_server_alone_has_the_identity_that_opens_its_store() -> None:
    plan = of_target()
    direct = {(each.identity, each.store) for each in direct_rights(plan)}
    assert {identity for identity, name in direct if name == "registry"} == {"registry"}, (
        "others ask the server"
    )
    assert accounts_of(plan, "registry") == (("atlas-registry", "registry"),)
    made = [each["metadata"] for each in service_accounts(plan, platform())]
    assert {(each["namespace"], each["name"]) for each in made} == {
        ("atlas-train", "train"), ("atlas-serve", "serve"), ("atlas-serve", "promotion"),
        ("atlas-registry", "registry"),
    }  # fmt: skip
    (pod,) = (each["spec"]["template"] for each in server_manifests(plan) if each["kind"] == "Deployment")
    assert pod["spec"]["serviceAccountName"] == "registry"
    (container,) = pod["spec"]["containers"]
    assert "$(REGISTRY_ADDRESS)" in container["args"], "Kubernetes puts in what the ConfigMap says"
    (address,) = (each for each in container["env"] if each["name"] == "REGISTRY_ADDRESS")
    assert address["valueFrom"]["configMapKeyRef"]["name"] == "store-registry"
    assert "store-registry" not in [each["secretRef"]["name"] for each in container["envFrom"]], (
        "no key of a store"
    )


def test_ways_lead_to_buckets_only_from_who_has_the_right() -> None:
    ways = {
        (way.source.name, way.destination.name): way.ports for way in endpoint_ways(of_target(), {}, BUCKETS)
    }
    assert ("train", "store.registry") not in ways and ("serve", "store.datasets") not in ways
    assert ways["serve", "store.models"] == ({"protocol": "TCP", "port": 443},)


def test_ranges_that_only_the_provider_knows_are_filled_in_by_it() -> None:
    known = pulumi.Output.from_input(["198.51.100.0/24", "192.0.2.0/24"])
    late = {name: replace(bucket, ranges=known) for name, bucket in BUCKETS.items()}
    policies = network_policies(of_target(), replace(platform(), buckets=late))
    (policy,) = (
        each for each in policies if each["metadata"]["name"] == "egress.serve.to.store.models.https"
    )
    (rule,) = policy["spec"]["egress"]
    found = asyncio.get_event_loop().run_until_complete(rule["to"].future())
    assert found == [{"ipBlock": {"cidr": "192.0.2.0/24"}}, {"ipBlock": {"cidr": "198.51.100.0/24"}}], (
        "in one order"
    )


def test_training_alone_needs_no_keys_of_promotion() -> None:
    assert not any(
        name.startswith("promotion") for _, name, _ in placed(topology([TRAIN], stores=OBJECT_STORES))
    ), "nobody promotes where nothing serves"
