"""An object of Azure that was deleted by mistake, and a container, can be had back."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_least, inside, is_not_true, is_true
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import BLOBS, STORE
from policies.judge.unknown import each, together

LEAST = Setting(
    name="least-days",
    says="how long deleted objects and containers can be had back at least, in days",
    default=7,
    schema={"type": "integer", "minimum": 1, "maximum": 365},
)
KEPT = (is_true("enabled"), at_least("days", LEAST, "days"), is_not_true("allowPermanentDelete"))


def check(stack: Stack, store: Resource) -> Iterator[str]:
    """Find accounts that keep nothing; one of files alone has no objects."""
    if store.get("kind") == "FileStorage":
        return
    services = stack.about(store, BLOBS, "accountName")
    if not services:
        yield f"no {BLOBS} names it"
    yield from each(
        services,
        together(
            inside("deleteRetentionPolicy", *KEPT),
            inside("containerDeleteRetentionPolicy", *KEPT),
        ),
    )


RULE = StackRule(
    name="require-kept-deleted-objects-on-azure",
    promise="Every storage account of Azure keeps what is deleted for at least a week.",
    severity=Severity.HIGH,
    remedy=(
        "make BlobServiceProperties for the account: deleteRetentionPolicy and "
        "containerDeleteRetentionPolicy with enabled true, and days of at least the rule's least-days"
    ),
    references=(
        "CIS Azure Foundations 9.2.1",
        "CIS Azure Foundations 9.2.2",
        "NIST SP 800-53 CP-9",
        "HIPAA 164.308(a)(7)(ii)(A)",
    ),
    types=(STORE,),
    reads=(BLOBS,),
    settings=(LEAST,),
    check=check,
)
