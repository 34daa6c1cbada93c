"""Whose pods have a grant of Azure, on which stores it is, and which roles read alone."""

from policies.judge.purposes import TEXTS, named_by
from policies.judge.resource import Resource, Stack
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CONTAINER, STORE, TRUST

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
GRANT_READS = (IDENTITY, TRUST, CONTAINER, STORE)
READERS = Setting(
    name="reader-roles",
    says=(
        "the last part of the ids of roles that read and write nothing, by default Storage Blob Data Reader; say it of "
        "restrict-rights-of-purposes-on-azure and of restrict-writers-of-stores-on-azure"
    ),
    default=["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"],
    schema={**TEXTS, "minItems": 1},
)
"""Azure, "Azure built-in roles for Storage"."""


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
