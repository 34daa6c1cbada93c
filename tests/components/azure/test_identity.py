"""Workload identities: exactly the rights of the topology, for exactly one service account each, and no key."""

from functools import cache
from typing import Any

from components.azure import roles
from components.topology.rights import direct_rights
from tests.components.azure import platforms, recorded, stored
from tests.components.hosts.recording_engine import Registered

TWO_SERVING = [
    *recorded.document()["clusters"],
    {**recorded.document()["clusters"][1], "name": "serve-b"},
]


@cache
def made(reverse: bool = False) -> dict[str, Registered]:
    turn = (lambda listed: listed[::-1]) if reverse else (lambda listed: listed)
    return stored.made(stored.topology(storage=turn(stored.STORAGE), clusters=turn(TWO_SERVING)))


def rights() -> dict[str, dict[str, Any]]:
    return {name: each.inputs for name, each in made().items() if name.startswith("identity-right-")}


def test_the_rights_are_those_of_the_topology_and_no_others() -> None:
    topology = stored.topology(clusters=TWO_SERVING)
    objects = {store.name for store in topology.stores if store.kind == "object"}
    direct = direct_rights(topology)
    expected = {f"identity-right-{one.identity}-{one.store}" for one in direct if one.store in objects}
    assert set(rights()) == expected


def test_serving_reads_models_and_nothing_else() -> None:
    of_serving = {name: each for name, each in rights().items() if name.startswith("identity-right-serve-")}
    assert "identity-right-serve-models" in of_serving
    for each in of_serving.values():
        assert each["roleDefinitionId"].endswith(roles.BLOB_READER)
        assert each["scope"].endswith("store-models-container"), (
            "a right to an account opens all it ever holds"
        )


def test_a_right_is_to_a_container_and_named_by_what_it_grants() -> None:
    names = [each["roleAssignmentName"] for each in rights().values()]
    assert len(set(names)) == len(names), "Azure would take two grants for one"
    assert all(each["scope"].endswith("-container") for each in rights().values())
    assert all(each["roleDefinitionId"].startswith(recorded.SUBSCRIPTION) for each in rights().values())


def test_an_identity_is_trusted_for_its_own_service_account_alone() -> None:
    trusts = recorded.of_type(made(), "managedidentity:FederatedIdentityCredential")
    subjects = {name: each.inputs["subject"] for name, each in trusts.items()}
    assert subjects == {
        "identity-trust-train-digits-train": "system:serviceaccount:digits-train:train",
        "identity-trust-serve-digits-serve": "system:serviceaccount:digits-serve:serve",
        "identity-trust-serve-b-digits-serve-b": "system:serviceaccount:digits-serve-b:serve-b",
        "identity-trust-registry-digits-registry": "system:serviceaccount:digits-registry:registry",
        "identity-trust-promotion-digits-serve": "system:serviceaccount:digits-serve:promotion",
        "identity-trust-promotion-digits-serve-b": "system:serviceaccount:digits-serve-b:promotion",
    }
    assert {each.inputs["issuer"] for each in trusts.values()} == {recorded.ISSUER}
    assert all(each.inputs["audiences"] == ["api://AzureADTokenExchange"] for each in trusts.values())


def test_no_identity_of_a_plan_has_the_name_of_one_of_the_stacks_own() -> None:
    names = ("cluster", "encrypts-disks", "encrypts-logs", "encrypts-storage", "writes-flows")
    training, serving = recorded.document()["clusters"]
    clusters = [*({**training, "name": name} for name in names), serving]
    resources = platforms.line(platforms.topology(clusters=clusters, encryption={"key": "customer"}))[0]
    identities = recorded.of_type(resources, "managedidentity:UserAssignedIdentity").values()
    told = [each.inputs["resourceName"] for each in identities]
    assert {f"digits-{name}" for name in names} <= set(told), "these are the stack's own"
    assert len(set(told)) == len(told), "Azure would refuse the second in the middle of an `up`"


def test_reordering_a_plan_changes_nothing() -> None:
    assert recorded.told(made(True)) == recorded.told(made())
