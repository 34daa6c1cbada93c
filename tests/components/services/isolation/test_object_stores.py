"""The keys of object stores: in the namespaces whose rights lead there, no wider than the right, and nowhere else."""

from hypothesis import given

from components.services.isolation.object_stores import (
    AccessKey,
    AccessKeys,
    grants,
    missing_keys,
    object_stores,
)
from components.topology.model import Access, Topology
from tests.components.services.isolation.topologies import (
    HOLDS,
    OBJECTS,
    SERVE,
    TRAIN,
    named,
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
        ("atlas-train", "store-scratch", "write"), ("atlas-train", "store-registry", "write"),
        ("atlas-registry", "store-registry", "write"),
        ("atlas-serve", "store-models", "read"), ("atlas-serve", "promotion-store-models", "write"),
    }, "serving's own may only read"  # fmt: skip


def test_a_secret_has_the_names_that_clients_of_s3_read() -> None:
    secret = named(
        object_stores(topology(stores=OBJECT_STORES), KEYS), "Secret", "store-models", "atlas-serve"
    )
    assert secret["stringData"] == {
        "AWS_ACCESS_KEY_ID": "models-read", "AWS_SECRET_ACCESS_KEY": "secret of models to read",
        "AWS_ENDPOINT_URL": f"https://{OBJECTS}",
    }, "and the key that its right is for"  # fmt: skip


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


def test_training_alone_needs_no_keys_of_promotion() -> None:
    assert not any(
        name.startswith("promotion") for _, name, _ in placed(topology([TRAIN], stores=OBJECT_STORES))
    ), "nobody promotes where nothing serves"
