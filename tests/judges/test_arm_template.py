"""Inputs of the azure-native provider become a template: layers, names, and what stands beside properties."""

from typing import Any

import pytest

from tests.judges.arm_template import UnknownArmType, arm_template
from tests.judges.resource import Declared

ACCOUNT = Declared(
    token="azure-native:storage:StorageAccount",
    name="storage-account",
    inputs={
        "resourceGroupName": "atlas",
        "accountName": "atlasmodels",
        "location": "eastus",
        "kind": "StorageV2",
        "sku": {"name": "Standard_ZRS"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/id/1"]},
        "enableHttpsTrafficOnly": True,
        "networkRuleSet": {"defaultAction": "Deny"},
        "encryption": {
            "keySource": "Microsoft.Keyvault",
            "encryptionIdentity": {"encryptionUserAssignedIdentity": "/id/1"},
            "keyVaultProperties": {"keyName": "storage", "keyVaultUri": "https://vault"},
        },
    },
)


def resources(*declared: Declared) -> list[dict[str, Any]]:
    return arm_template(declared)["resources"]


def test_only_the_place_the_kind_and_the_identity_stand_beside_properties() -> None:
    (made,) = resources(ACCOUNT)
    assert (made["type"], made["apiVersion"], made["name"]) == (
        "Microsoft.Storage/storageAccounts", "2024-01-01", "atlasmodels"
    )  # fmt: skip
    assert (made["location"], made["kind"], made["sku"]) == ("eastus", "StorageV2", {"name": "Standard_ZRS"})
    assert made["properties"].keys() == {"supportsHttpsTrafficOnly", "networkAcls", "encryption"}
    assert "resourceGroupName" not in made["properties"], "a template is deployed to its group"


def test_what_the_sdk_calls_otherwise_has_the_name_of_a_template_however_deep() -> None:
    encryption = resources(ACCOUNT)[0]["properties"]["encryption"]
    assert encryption["keyvaultproperties"] == {"keyname": "storage", "keyvaulturi": "https://vault"}
    assert encryption["identity"] == {"userAssignedIdentity": "/id/1"}


def test_identities_are_a_mapping_in_a_template() -> None:
    assert resources(ACCOUNT)[0]["identity"]["userAssignedIdentities"] == {"/id/1": {}}


def test_what_lies_below_another_has_both_names_and_the_service_between() -> None:
    container = Declared(
        token="azure-native:storage:BlobContainer",
        name="storage-container",
        inputs={"accountName": "atlasmodels", "containerName": "models", "publicAccess": "None"},
        refers_to={"accountName": ("storage-account",)},
    )
    made = resources(ACCOUNT, container)[1]
    assert made["name"] == "atlasmodels/default/models"
    assert made["properties"] == {"publicAccess": "None"}
    assert made["dependsOn"] == ["[resourceId('Microsoft.Storage/storageAccounts', 'atlasmodels')]"]


def test_properties_that_the_provider_takes_as_such_stay_as_they_are() -> None:
    vault = Declared(
        token="azure-native:keyvault:Vault",
        name="keys-vault",
        inputs={
            "properties": {"enablePurgeProtection": True, "sku": {"name": "premium"}},
            "tags": {"a": "b"},
        },
    )
    (made,) = resources(vault)
    assert made["properties"] == {"enablePurgeProtection": True, "sku": {"name": "premium"}}
    assert made["name"] == "keys-vault", "the provider would make a name up"


def test_lists_whose_entries_have_properties_of_their_own_get_that_layer() -> None:
    subnet = Declared(
        token="azure-native:network:Subnet",
        name="subnet",
        inputs={
            "virtualNetworkName": "net", "subnetName": "api",
            "delegations": [{"name": "delegation", "serviceName": "Microsoft.ContainerService/managedClusters"}],
        },
    )  # fmt: skip
    assert resources(subnet)[0]["properties"]["delegations"] == [
        {"name": "delegation", "properties": {"serviceName": "Microsoft.ContainerService/managedClusters"}}
    ]


def test_tags_of_an_agent_pool_are_among_its_properties() -> None:
    pool = Declared(
        token="azure-native:containerservice:AgentPool",
        name="pools-gpu",
        inputs={"resourceName": "atlas", "agentPoolName": "gpu", "tags": {"a": "b"}, "maxPods": 60},
    )
    (made,) = resources(pool)
    assert made["name"] == "atlas/gpu"
    assert made["properties"] == {"tags": {"a": "b"}, "maxPods": 60} and "tags" not in made


def test_what_a_setting_is_about_is_its_scope() -> None:
    setting = Declared(
        token="azure-native:monitor:DiagnosticSetting",
        name="audit",
        inputs={
            "name": "kept",
            "resourceUri": "/id/cluster",
            "logs": [{"category": "guard", "enabled": True}],
        },
    )
    (made,) = resources(setting)
    assert made["scope"] == "/id/cluster" and made["name"] == "kept"
    assert made["properties"] == {"logs": [{"category": "guard", "enabled": True}]}


def test_a_type_without_a_row_is_refused() -> None:
    with pytest.raises(UnknownArmType, match="azure-native:web:WebApp has no row"):
        resources(Declared(token="azure-native:web:WebApp", name="web"))
