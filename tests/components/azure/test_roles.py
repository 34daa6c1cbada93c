"""Azure knows a built-in role by its GUID alone: a wrong one is told as "not found" in the middle of an `up`."""

from components.azure import roles
from tests.components.azure import platforms, recorded

BUILT_IN = {
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Contributor": "f25e0fa2-a7c8-4377-a976-54943a77a395",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
}
"""Copied from "Azure built-in roles" (learn.microsoft.com), not from the code."""


def test_roles_are_those_that_azure_documents() -> None:
    used = {
        "Storage Blob Data Reader": roles.BLOB_READER,
        "Storage Blob Data Contributor": roles.BLOB_CONTRIBUTOR,
        "Key Vault Crypto Service Encryption User": roles.KEY_WRAPPER,
        "Key Vault Crypto User": roles.KEY_USER,
        "Key Vault Contributor": roles.VAULT_CONTRIBUTOR,
        "Network Contributor": roles.NETWORK_CONTRIBUTOR,
        "Private DNS Zone Contributor": roles.DNS_ZONE_CONTRIBUTOR,
        "Reader": roles.READER,
        "Contributor": roles.CONTRIBUTOR,
        "AcrPull": roles.REGISTRY_READER,
    }
    assert used == BUILT_IN


def test_every_role_that_is_granted_is_held_above() -> None:
    ids = {value for value in vars(roles).values() if isinstance(value, str) and value.count("-") == 4}
    assert ids == set(BUILT_IN.values())


def test_a_wait_names_every_right_that_it_waits_for() -> None:
    resources = platforms.made()
    rights = {*recorded.of_type(resources, "authorization:RoleAssignment")}
    for name, each in recorded.waits(resources).items():
        told = {one.rpartition("/")[2] for one in each.inputs["of"]}
        assert told and told == each.depends_on & rights, (
            f"{name}: a right that comes later is not waited for"
        )
