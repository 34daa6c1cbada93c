"""What a run reads it cannot change: datasets are read only, and a model comes by promotion alone."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.grants_of_azure import GRANT_READS, READERS, pods_of, stores_of
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import GRANT, HOLDS
from policies.judge.writers import WRITERS, no_writers


def check(stack: Stack, grant: Resource) -> Iterator[str]:
    """Find grants of more than reading to pods that are no writers of what the store holds."""
    who = {account for _, account in pods_of(stack, grant)}
    if who and str(grant.get("roleDefinitionId")).rpartition("/")[2] not in grant.said(READERS):
        for store in stores_of(stack, grant):
            yield from no_writers(grant, who, store.name, store.part("tags").get(HOLDS))


RULE = StackRule(
    name="restrict-writers-of-stores-on-azure",
    promise="At Azure nobody writes datasets, models or the registry but who is there for it.",
    severity=Severity.HIGH,
    remedy="grant Storage Blob Data Reader, or name the Kubernetes service account in the rule's writers",
    references=("NIST SP 800-53 AC-5", "NIST SP 800-53 SI-7", "SOC 2 CC6.3"),
    types=(GRANT,),
    reads=GRANT_READS,
    settings=(WRITERS, READERS),
    check=check,
)
