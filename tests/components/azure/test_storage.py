"""Stores as Azure is told of them: private, encrypted by the plan's key, kept from accidents, each on its own."""

from functools import cache
from typing import Any

import pytest

from tests.components.azure import recorded, stored
from tests.components.hosts.recording_engine import Registered


@cache
def made(key: str = "customer", *, protected: bool = False) -> dict[str, Registered]:
    topology = stored.topology(encryption={"key": key})
    return stored.made(stored.protected(topology) if protected else topology)


def accounts(**how: Any) -> dict[str, dict[str, Any]]:
    return {
        name: each.inputs for name, each in recorded.of_type(made(**how), "storage:StorageAccount").items()
    }


@pytest.mark.parametrize("key", ["customer", "platform"])
def test_no_account_answers_from_outside_the_network_or_by_a_key(key: str) -> None:
    for name, each in accounts(key=key).items():
        assert (each["publicNetworkAccess"] == "Disabled") == (name != "logs-account"), name
        assert each["networkRuleSet"] == {"bypass": "AzureServices", "defaultAction": "Deny"}, name
        assert each["allowBlobPublicAccess"] is False and each["allowSharedKeyAccess"] is False, name
        assert each["enableHttpsTrafficOnly"] is True and each["minimumTlsVersion"] == "TLS1_2", name
        assert each["isLocalUserEnabled"] is False and each["allowCrossTenantReplication"] is False, name


def test_the_account_for_logs_answers_from_outside_the_services_that_write_them_and_nobody_else() -> None:
    logs = accounts()["logs-account"]
    assert logs["publicNetworkAccess"] == "Enabled", "flow logs and diagnostics have no other way in"
    assert logs["networkRuleSet"] == {"bypass": "AzureServices", "defaultAction": "Deny"}


def test_every_store_has_an_account_of_its_own_with_a_private_way_to_it() -> None:
    resources = made()
    stores = {name for name in accounts() if name.startswith("store-")}
    assert stores == {f"store-{one}-account" for one in ("checkpoints", "datasets", "models", "registry")}
    for name in accounts():
        endpoint = resources[name.replace("-account", "-endpoint")].inputs
        (connection,) = endpoint["privateLinkServiceConnections"]
        assert connection["privateLinkServiceId"].endswith(name) and connection["groupIds"] == ["blob"]
    for name in stores:
        endpoint = resources[name.replace("-account", "-endpoint-dfs")].inputs
        (connection,) = endpoint["privateLinkServiceConnections"]
        assert connection["privateLinkServiceId"].endswith(name) and connection["groupIds"] == ["dfs"], (
            "libraries ask this address what the account is, and it would be looked for outside"
        )


def test_a_store_that_is_called_logs_has_another_account_than_the_logs() -> None:
    called = [{**stored.STORAGE[0], "name": "logs"}, *stored.STORAGE[1:]]
    resources = stored.made(stored.topology(storage=called))
    made = recorded.of_type(resources, "storage:StorageAccount").values()
    names = [each.inputs["accountName"] for each in made]
    assert len(set(names)) == len(names), "Azure would refuse the second in the middle of an `up`"


def test_flows_are_kept_as_long_as_a_flow_log_counts() -> None:
    kept = made()["logs-flows"].inputs["retentionPolicy"]
    assert kept == {"enabled": True, "days": 365}, "Azure documents 1 to 365 days, and auditors ask a year"


def test_the_customers_key_encrypts_in_every_newer_version() -> None:
    for name, each in accounts().items():
        encryption = each["encryption"]
        assert encryption["keySource"] == "Microsoft.Keyvault", name
        assert "keyVersion" not in encryption["keyVaultProperties"] and "keyversion" not in str(encryption), (
            name
        )
        assert encryption["requireInfrastructureEncryption"] is True, name
        use = "logs" if name == "logs-account" else "storage"
        assert encryption["keyVaultProperties"]["keyName"] == use, "one key would open everything"
        assert each["identity"]["userAssignedIdentities"][0].endswith(f"keys-identity-{use}")


def test_azures_own_key_encrypts_where_the_plan_leaves_it_that() -> None:
    resources = made("platform")
    assert {each["encryption"]["keySource"] for each in accounts(key="platform").values()} == {
        "Microsoft.Storage"
    }
    assert not recorded.of_type(resources, "keyvault:Vault"), "a vault costs, and holds nothing"


def test_what_was_deleted_can_be_had_back() -> None:
    for resources, days in ((made(), 7), (made(protected=True), 30)):
        for each in recorded.of_type(resources, "storage:BlobServiceProperties").values():
            assert each.inputs["deleteRetentionPolicy"] == {"enabled": True, "days": days}


def test_only_a_store_that_asks_former_versions_has_them() -> None:
    services = recorded.of_type(made(), "storage:BlobServiceProperties")
    versioned = {name for name, each in services.items() if each.inputs["isVersioningEnabled"]}
    assert versioned == {"store-models-blobs"}


def test_objects_go_at_the_age_that_the_plan_names_and_no_others_do() -> None:
    policies = recorded.of_type(made(), "storage:ManagementPolicy")
    assert set(policies) == {"logs-lifecycle", "store-checkpoints-lifecycle"}
    (rule,) = policies["store-checkpoints-lifecycle"].inputs["policy"]["rules"]
    assert rule["definition"]["actions"]["baseBlob"] == {"delete": {"daysAfterModificationGreaterThan": 90}}


def test_every_access_to_a_store_is_logged() -> None:
    settings = recorded.of_type(made(), "monitor:DiagnosticSetting")
    logged = {each.inputs["resourceUri"] for each in settings.values()}
    for name in accounts():
        if name.startswith("store-"):
            assert any(uri.endswith(f"{name}/blobServices/default") for uri in logged), name


def test_production_is_kept_from_deletion() -> None:
    kept = made(protected=True)
    for name in accounts():
        assert kept[name].protect and not made()[name].protect, name
    assert kept["store-models-container"].protect and kept["store-scratch-files"].protect


def test_only_that_is_locked_below_which_no_plan_takes_anything_away() -> None:
    locks = recorded.of_type(made(protected=True), "authorization:ManagementLockByScope")
    assert set(locks) == {"keys-vault-lock", "keys-vault-files-lock", "logs-lock"}, (
        "a lock holds the rights below it, and the pools"
    )
    assert {each.inputs["level"] for each in locks.values()} == {"CanNotDelete"}
    assert not recorded.of_type(made(), "authorization:ManagementLockByScope")


def test_a_file_system_is_as_fast_as_asked_and_encrypted_by_the_key_of_file_systems() -> None:
    files = made()["store-scratch-files"].inputs
    assert (files["sku"]["name"], files["storageCapacityTiB"]) == ("AMLFS-Durable-Premium-250", 24)
    key = files["encryptionSettings"]["keyEncryptionKey"]
    assert key["keyUrl"].endswith("keys-key-files/1") and key["sourceVault"]["id"].endswith(
        "keys-vault-files"
    )
    assert files["identity"]["userAssignedIdentities"][0].endswith("keys-identity-files")
    assert files["filesystemSubnet"] == "/subnets/files" and files["zones"] == ["1"]


def test_everything_that_takes_labels_says_whose_it_is() -> None:
    for name, each in made().items():
        if "tags" in each.inputs:
            assert each.inputs["tags"].items() >= {"groundplan-plan": "digits", **recorded.STACK}.items(), (
                name
            )
    assert accounts()["store-models-account"]["tags"]["groundplan-holds"] == "models"
