"""Whose pods have a grant of Azure, and on which stores it is."""

from policies.judge.purposes import named_by
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_azure import CONTAINER, STORE, TRUST

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
GRANT_READS = (IDENTITY, TRUST, CONTAINER, STORE)


def pods_of(stack: Stack, grant: Resource) -> list[tuple[str, str]]:
    """Return the (namespace, service account) of the pods whose identity has a grant. Raises NotKnownYetError."""
    identities = named_by(stack, grant, "principalId", IDENTITY)
    trusts = [trust for one in identities for trust in stack.about(one, TRUST, "resourceName")]
    return [account for trust in trusts if (account := account_of(str(trust.get("subject"))))]


def account_of(subject: str) -> tuple[str, str] | None:
    """Return the (namespace, service account) of a trusted subject, or None where it is no pod.

    >>> account_of("system:serviceaccount:lab:train")
    ('lab', 'train')
    """
    *kind, namespace, account = ("", "", *subject.split(":"))
    return (namespace, account) if kind[-2:] == ["system", "serviceaccount"] else None


def stores_of(stack: Stack, grant: Resource) -> tuple[Resource, ...]:
    """Return the storage accounts that a grant is on, whole or with one of their containers."""
    containers = named_by(stack, grant, "scope", CONTAINER)
    return (
        *named_by(stack, grant, "scope", STORE),
        *(one for each in containers for one in named_by(stack, each, "accountName", STORE)),
    )
