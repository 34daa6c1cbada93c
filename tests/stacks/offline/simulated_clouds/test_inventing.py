"""What a simulated provider makes up can stand where others name it: their forms are judged as well."""

import re
from typing import Any

import pytest

from stacks.offline.simulated_clouds import names_of_azure
from stacks.offline.simulated_clouds.inventing import outputs
from stacks.offline.simulated_clouds.sdk import declared

ZONE = ("azure-native:privatedns:PrivateZone", "privateZoneName")
"""The one that is never made up: it is a domain."""


def name_of(token: str, inputs: dict[str, Any]) -> str:
    return outputs(token, "urn:pulumi:s::p::t::keys-vault-files", inputs, declared(token))["name"]


@pytest.mark.parametrize(
    ("token", "key"), sorted({each for each in names_of_azure.REFERENCES.values() if each != ZONE})
)
def test_a_name_of_azure_that_nobody_gave_has_the_form_that_others_are_asked_for(
    token: str, key: str
) -> None:
    assert re.fullmatch(names_of_azure.FORMS[token, key].pattern, name_of(token, {"resourceGroupName": "g"}))


@pytest.mark.parametrize(
    ("token", "inputs", "name"),
    [
        (ZONE[0], {"privateZoneName": "privatelink.a.net", "resourceGroupName": "g"}, "privatelink.a.net"),
        ("azure-native:keyvault:Key", {"keyName": "k", "vaultName": "v"}, "k"),
        ("azure-native:storage:StorageAccount", {"accountName": "atlas"}, "atlas"),
        ("azure-native:storage:BlobContainer", {"accountName": "atlas", "containerName": "models"}, "models"),
    ],
)
def test_a_resource_of_azure_is_called_by_its_own_input(
    token: str, inputs: dict[str, Any], name: str
) -> None:
    assert name_of(token, inputs) == name
