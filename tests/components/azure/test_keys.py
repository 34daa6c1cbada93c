"""Keys as Azure is told of them: apart by use, replaced in time, in a vault that nobody reaches from outside."""

from functools import cache
from typing import Any

import pytest

from components.azure import keys
from tests.components.azure import platforms, recorded, stored
from tests.components.hosts.recording_engine import Registered


@cache
def made(*, protected: bool = False) -> dict[str, Registered]:
    topology = stored.topology()
    return stored.made(stored.protected(topology) if protected else topology)


def vault() -> dict[str, Any]:
    properties: dict[str, Any] = made()["keys-vault"].inputs["properties"]
    return properties


def test_the_vault_answers_in_the_network_alone_and_by_role() -> None:
    assert vault()["publicNetworkAccess"] == "Disabled" and vault()["networkAcls"]["defaultAction"] == "Deny"
    assert vault()["enableRbacAuthorization"] is True
    (connection,) = made()["keys-vault-endpoint"].inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["vault"] and connection["privateLinkServiceId"].endswith("keys-vault")


def test_nobody_can_purge_a_key_that_was_deleted() -> None:
    assert vault()["enablePurgeProtection"] is True and vault()["enableSoftDelete"] is True
    assert vault()["softDeleteRetentionInDays"] == 90


def test_a_vault_that_was_deleted_does_not_keep_its_name_from_the_next() -> None:
    assert "vaultName" not in made()["keys-vault"].inputs, "`up` after `down` would fail for 90 days"


def test_every_use_has_a_key_and_an_identity_that_may_use_that_key_alone() -> None:
    resources = made()
    names = {each.inputs["keyName"] for each in recorded.of_type(resources, "keyvault:Key").values()}
    assert names == {"disks", "files", "logs", "secrets", "storage"}
    for use in ("disks", "files", "logs", "storage"):
        right = resources[f"keys-grant-{use}"].inputs
        assert right["scope"].endswith(f"keys-key-{use}"), "one identity could open another use's data"
        assert right["principalId"] == f"principal-of-keys-identity-{use}"
        assert right["roleDefinitionId"].endswith(keys.KEY_WRAPPER)


def test_a_key_is_replaced_in_the_plans_rhythm_and_no_version_expires() -> None:
    for each in recorded.of_type(made(), "keyvault:Key").values():
        policy = each.inputs["properties"]["rotationPolicy"]
        assert policy["lifetimeActions"] == [
            {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P365D"}}
        ]
        assert "attributes" not in policy, "what an expired version encrypted could not be written any more"


def test_another_rhythm_makes_no_key_anew() -> None:
    found = recorded.of_type(made(), "keyvault:Key").values()
    assert found and all(each.ignores == ("properties.rotationPolicy",) for each in found), (
        "a key is there already under its name, so `up` would end half-way"
    )


@pytest.mark.parametrize(
    "name", ["keys-vault", "keys-vault-files", "keys-key-files", "keys-key-storage", "keys-key-secrets"]
)
def test_production_keeps_its_keys(name: str) -> None:
    assert made(protected=True)[name].protect and not made()[name].protect


def test_a_key_goes_with_its_vault_and_is_never_deleted_by_itself() -> None:
    keys_made = recorded.of_type(made(), "keyvault:Key").values()
    assert keys_made and all(each.is_retained for each in keys_made), (
        "the provider asks the vault itself to delete one, where nobody has a right or a way"
    )
    assert not any(each.is_retained for each in recorded.of_type(made(), "keyvault:Vault").values())


@pytest.mark.parametrize("vault", ["vault", "vault-files"])
def test_use_of_keys_is_logged(vault: str) -> None:
    setting = made()[f"logs-{vault}-audit"].inputs
    assert setting["resourceUri"].endswith(f"/keys-{vault}")
    assert setting["storageAccountId"].endswith("logs-account")


def test_the_key_of_file_systems_is_as_managed_lustre_takes_it_and_lies_in_a_vault_of_its_own() -> None:
    key, of_files = made()["keys-key-files"].inputs, made()["keys-vault-files"].inputs["properties"]
    assert (key["properties"]["kty"], key["properties"]["keySize"]) == ("RSA", 2048)
    assert "keys-vault-files" in made()["keys-key-files"].depends_on
    assert of_files["publicNetworkAccess"] == "Enabled", "Lustre refuses a key of a closed vault"
    assert of_files["networkAcls"] == {"bypass": "AzureServices", "defaultAction": "Deny"}, (
        "nobody else comes in from outside"
    )
    others = [
        each.inputs["properties"]
        for name, each in recorded.of_type(made(), "keyvault:Key").items()
        if name != "keys-key-files"
    ]
    assert {(each["kty"], each["keySize"]) for each in others} == {("RSA-HSM", 3072)}


def test_a_plan_without_file_systems_has_no_vault_for_them() -> None:
    storage = [one for one in stored.STORAGE if one.get("kind") != "filesystem"]
    resources = stored.made(stored.topology(storage=storage))
    assert set(recorded.of_type(resources, "keyvault:Vault")) == {"keys-vault"}


def test_whoever_takes_a_key_waits_until_its_right_holds() -> None:
    resources = platforms.made()
    takers = {
        "logs-account": "logs", "store-models-account": "storage", "store-scratch-files": "files",
        "cluster-disks": "disks",
    }  # fmt: skip
    for name, use in takers.items():
        ahead = recorded.before(resources, name)
        waited = [
            wait for wait in recorded.waits(resources) if wait in ahead
            and f"keys-grant-{use}" in recorded.before(resources, wait)
        ]  # fmt: skip
        assert waited, f"{name} asks for the key of {use} when nobody knows yet that it may"
        for wait in waited:
            told = resources[wait].inputs
            assert told["cloud"] == "azure-native" and told["made_s"] >= 120 and not told["gone_s"], wait


def test_a_file_system_that_comes_later_makes_nothing_else_wait() -> None:
    assert "keys-grant-files" not in recorded.before(made(), "keys-granted")
    assert recorded.before(made(), "keys-granted-files") >= {"keys-grant-files"}


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("keys-vault-lock", ("keys-grant-storage", "keys-vault-endpoint", "logs-vault-audit")),
        ("keys-vault-files-lock", ("keys-grant-files", "logs-vault-files-audit")),
        ("logs-lock", ("logs-endpoint", "logs-lifecycle", "logs-grant-flows", "logs-flows")),
    ],
)
def test_what_a_lock_held_goes_only_when_the_lock_is_lifted_everywhere(
    name: str, held: tuple[str, ...]
) -> None:
    resources = made(protected=True)
    (wait,) = (
        each for each in resources[name].depends_on if resources[each].type.endswith(":Settling")
        and resources[each].inputs["gone_s"]
    )  # fmt: skip
    told = resources[wait].inputs
    assert told["cloud"] == "azure-native" and told["gone_s"] >= 60 and not told["made_s"]
    assert recorded.before(resources, wait) >= {*held}, "it would be deleted while Azure still has it locked"


def test_what_locks_nothing_waits_for_no_lock() -> None:
    assert not any(each.inputs["gone_s"] for each in recorded.waits(made()).values())


def test_flows_are_logged_once_their_identity_may_write() -> None:
    assert "logs-granted" in made()["logs-flows"].depends_on
    assert "logs-grant-flows" in made()["logs-granted"].depends_on


def test_flows_are_written_by_an_identity_since_the_account_takes_no_keys() -> None:
    flows = made()["logs-flows"].inputs
    assert (flows["resourceGroupName"], flows["networkWatcherName"]) == (
        "NetworkWatcherRG",
        "NetworkWatcher_eastus",
    )
    assert flows["targetResourceId"] == "/networks/ours" and flows["enabled"] is True
    assert flows["identity"]["userAssignedIdentities"][0].endswith("logs-identity-flows")
