"""Makes grants: who may do what where, by Azure's built-in roles; none to a person, and none on a subscription."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_azure_native import authorization

from components.azure.names import role_assignment_name
from components.settling import Settling

BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
KEY_WRAPPER = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
"""Key Vault Crypto Service Encryption User: wrap and unwrap, what storage and disks need of a key."""
KEY_USER = "12338af0-0e69-4776-bea7-57ae8d297424"
"""Key Vault Crypto User: what the API server needs of the key of its secrets."""
VAULT_CONTRIBUTOR = "f25e0fa2-a7c8-4377-a976-54943a77a395"
"""Key Vault Contributor: AKS makes the API server's private way to the vault. It opens no key."""
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
DNS_ZONE_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
"""Private DNS Zone Contributor: AKS writes the API endpoint's address into our zone."""
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
"""Only on a capacity reservation group, from which AKS takes machines ("Assign capacity reservation groups"), and on a
placement group of ours, into which it puts them: no other role of Azure may that."""
REGISTRY_READER = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
"""AcrPull."""
# The ids are the same in every tenant: "Azure built-in roles".
HOLDS_AFTER_S = 180.0
"""Until a right holds everywhere: mostly two minutes, ten at most ("Troubleshoot Azure RBAC"). Where it takes longer,
`up` again goes on."""


def role_definition_id(scope: str, role: str) -> str:
    """Return the id of a built-in role in the subscription of a scope.

    >>> role_definition_id("/subscriptions/s/resourceGroups/g", "r")
    '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r'
    """
    subscription = "/".join(scope.split("/")[:3])
    return f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"


def grant(
    name: str,
    *,
    scope: pulumi.Input[str],
    principal_id: pulumi.Input[str],
    role: str,
    opts: pulumi.ResourceOptions,
) -> authorization.RoleAssignment:
    """Make a grant to a managed identity.

    The GUID follows from scope, principal and role: what changes one of them makes another grant, as Azure wants it.
    """
    known: pulumi.Output[list[Any]] = pulumi.Output.all(scope, principal_id)
    return authorization.RoleAssignment(
        name,
        scope=scope,
        principal_id=principal_id,
        principal_type="ServicePrincipal",
        role_definition_id=known.apply(lambda given: role_definition_id(given[0], role)),
        role_assignment_name=known.apply(lambda given: role_assignment_name(given[0], given[1], role)),
        # Who takes a newer key needs the right to the old one until then.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=False)),
    )


def holding(name: str, grants: Sequence[authorization.RoleAssignment], parent: pulumi.Resource) -> Settling:
    """Wait until grants hold, once more where one is new. Azure refuses who uses it sooner; the provider asks once."""
    after = pulumi.ResourceOptions(parent=parent, depends_on=list(grants))
    return Settling(name, "azure-native", after, of=[each.id for each in grants], made_s=HOLDS_AFTER_S)
