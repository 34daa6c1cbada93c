"""The identity of pods that serve reads models and has no other right; that of pods that train knows no model."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.purposes import PROMOTERS, SERVING, SETTINGS, STORES, TEXTS, named_by, purposes_of_pods
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CONTAINER, GRANT, HOLDS, STORE, TRUST
from policies.judge.types_of_kubernetes import NAMESPACE

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
READERS = Setting(
    name="reader-roles",
    says="the last part of the ids of roles that serving may have: by default Storage Blob Data Reader",
    default=["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"],
    schema={**TEXTS, "minItems": 1},
)
"""Azure, "Azure built-in roles for Storage"."""


def check(stack: Stack, grant: Resource) -> Iterator[str]:
    """Find grants that go beyond what the pods of an identity are for."""
    identities = named_by(stack, grant, "principalId", IDENTITY)
    trusts = [trust for one in identities for trust in stack.about(one, TRUST, "resourceName")]
    accounts = [account for trust in trusts if (account := _account(str(trust.get("subject"))))]
    for purpose in purposes_of_pods(stack, accounts, grant.said(PROMOTERS)):
        yield from _of_scope(stack, grant, purpose)
        role = str(grant.get("roleDefinitionId")).rpartition("/")[2]
        if purpose == SERVING and role not in grant.said(READERS):
            yield f"is {purpose}'s and has the role {role}; allowed: {', '.join(grant.said(READERS))}"


def _account(subject: str) -> tuple[str, str] | None:
    """Return the (namespace, service account) of a trusted subject, or None where it is no pod.

    >>> _account("system:serviceaccount:lab:train")
    ('lab', 'train')
    """
    *kind, namespace, account = ("", "", *subject.split(":"))
    return (namespace, account) if kind[-2:] == ["system", "serviceaccount"] else None


def _of_scope(stack: Stack, grant: Resource, purpose: str) -> Iterator[str]:
    containers = named_by(stack, grant, "scope", CONTAINER)
    accounts = [
        *named_by(stack, grant, "scope", STORE),
        *(one for each in containers for one in named_by(stack, each, "accountName", STORE)),
    ]
    allowed = grant.said(STORES).get(purpose, ())
    if not accounts and purpose == SERVING:
        yield f"is {purpose}'s and its scope is {grant.show('scope')}, which is no store of this stack"
    for account in accounts:
        holds = account.part("tags").get(HOLDS)
        if holds not in allowed:
            yield (
                f'is {purpose}\'s and its scope is "{account.name}" that holds {shown(holds)}; '
                f"allowed: {', '.join(allowed) or 'nothing'}"
            )


RULE = StackRule(
    name="restrict-rights-of-purposes-on-azure",
    promise="At Azure serving reads models and has no other right, and training has no right to models.",
    severity=Severity.CRITICAL,
    remedy="grant Storage Blob Data Reader on the container of models alone; a model comes by promotion",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-5", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(GRANT,),
    reads=(IDENTITY, TRUST, CONTAINER, STORE, NAMESPACE),
    settings=(*SETTINGS, READERS),
    check=check,
)  # fmt: skip
