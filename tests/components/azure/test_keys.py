"""Keys as Azure is told of them: apart by use, replaced in time, in a vault that nobody reaches from outside."""

from functools import cache
from typing import Any

import pytest

from components.azure import keys
from tests.components.azure import recorded, stored
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
    assert names == {"disks", "logs", "secrets", "storage"}
    for use in ("disks", "logs", "storage"):
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


def test_a_plan_that_names_no_rhythm_leaves_it_to_the_keys_owner() -> None:
    assert keys.rotation(None) is None


@pytest.mark.parametrize("name", ["keys-vault", "keys-key-storage", "keys-key-secrets"])
def test_production_keeps_its_keys(name: str) -> None:
    assert made(protected=True)[name].protect and not made()[name].protect


def test_use_of_keys_is_logged() -> None:
    setting = made()["logs-vault-audit"].inputs
    assert setting["resourceUri"].endswith("keys-vault") and setting["storageAccountId"].endswith(
        "logs-account"
    )


def test_flows_are_written_by_an_identity_since_the_account_takes_no_keys() -> None:
    flows = made()["logs-flows"].inputs
    assert (flows["resourceGroupName"], flows["networkWatcherName"]) == (
        "NetworkWatcherRG",
        "NetworkWatcher_eastus",
    )
    assert flows["targetResourceId"] == "/networks/ours" and flows["enabled"] is True
    assert flows["identity"]["userAssignedIdentities"][0].endswith("logs-identity-flows")
