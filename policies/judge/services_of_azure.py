"""What Azure's own services reach at Azure that nobody else does: they come by no private endpoint.

Managed Lustre takes a key of 2,048 bits, of type RSA, from a vault that is not closed to it, and from no other
("Use customer-managed encryption keys with Azure Managed Lustre"). Flow logs and diagnostic settings write to an
account that answers the services that Azure trusts.
"""

from policies.judge.resource import Resource, Stack
from policies.judge.types_of_azure import LUSTRE

NAMED = ("ipRules", "virtualNetworkRules", "resourceAccessRules")
"""Whom the rules of a network let in besides."""


def serves_lustre(stack: Stack, accused: Resource) -> bool:
    """Tell whether a file system of Managed Lustre is encrypted by a key, or by one of a vault.

    Raises NotKnownYetError where a file system does not tell yet by which.
    """
    return bool(stack.about(accused, LUSTRE, "encryptionSettings"))


def lets_in_services_alone(rules: Resource) -> bool:
    """Tell whether the rules of a network let in the services that Azure trusts, and name nobody else."""
    is_denied = rules.get("defaultAction") == "Deny" and rules.get("bypass") == "AzureServices"
    return is_denied and not any(len(rules.parts(named)) for named in NAMED)
