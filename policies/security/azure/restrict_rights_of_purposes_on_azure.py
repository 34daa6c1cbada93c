"""The identity of pods that serve reads models and has no other right; that of pods that train knows no model."""

from collections.abc import Iterator
from functools import partial

from pulumi_policy import Severity

from policies.judge.grants_of_azure import GRANT_READS, READERS, pods_of, stores_of
from policies.judge.purposes import PROMOTERS, SERVING, SETTINGS, no_store_of, purposes_of_pods
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import GRANT, HOLDS
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import together


def check(stack: Stack, grant: Resource) -> Iterator[str]:
    """Find grants that go beyond what the pods of an identity are for."""
    for purpose in purposes_of_pods(stack, pods_of(stack, grant), grant.said(PROMOTERS)):
        yield from together(partial(_of_scope, stack, purpose), partial(_of_role, purpose))(grant)


def _of_scope(stack: Stack, purpose: str, grant: Resource) -> Iterator[str]:
    stores = stores_of(stack, grant)
    if not stores and purpose == SERVING:
        yield f"is {purpose}'s and its scope is {grant.show('scope')}, which is no store of this stack"
    for store in stores:
        yield from no_store_of(grant, purpose, "its scope is", store, store.part("tags").get(HOLDS))


def _of_role(purpose: str, grant: Resource) -> Iterator[str]:
    role = str(grant.get("roleDefinitionId")).rpartition("/")[2]
    if purpose == SERVING and role not in grant.said(READERS):
        yield f"is {purpose}'s and has the role {role}; allowed: {', '.join(grant.said(READERS))}"


RULE = StackRule(
    name="restrict-rights-of-purposes-on-azure",
    promise="At Azure serving reads models and has no other right, and training has no right to models.",
    severity=Severity.CRITICAL,
    remedy="grant Storage Blob Data Reader on the container of models alone; a model comes by promotion",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 AC-5", "NIST SP 800-53 AC-6", "PCI DSS 7.2.1", "SOC 2 CC6.3"),
    types=(GRANT,),
    reads=(*GRANT_READS, NAMESPACE),
    settings=(*SETTINGS, READERS),
    check=check,
)  # fmt: skip
