"""A model of Azure that was overwritten can be had back, also when nobody noticed for days."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import BLOBS, HOLDS, STORE
from policies.judge.unknown import each

HOLDING = Setting(
    name="holds",
    says="what a storage account holds, by its tag groundplan-holds, so that it keeps versions",
    default=["models"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Find accounts of models without versions; that the service is described is another rule's business."""
    if store.part("tags").get(HOLDS) in store.said(HOLDING):
        yield from each(stack.about(store, BLOBS, "accountName"), is_true("isVersioningEnabled"))


RULE = StackRule(
    name="require-versions-of-models-on-azure",
    promise="Every storage account of Azure that holds models keeps their former versions.",
    severity=Severity.HIGH,
    remedy="set isVersioningEnabled of its BlobServiceProperties to true",
    references=("CIS Azure Foundations 9.2.3", "NIST SP 800-53 CP-9", "NIST SP 800-53 SI-7"),
    types=(STORE,),
    reads=(BLOBS,),
    settings=(HOLDING,),
    check=check,
)
