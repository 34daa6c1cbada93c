"""What a run reads it cannot change: datasets are read only, and a model comes by promotion alone."""

from collections.abc import Iterator, Sequence

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rights_of_gcp import members, rights
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import BUCKET, BUCKET_RIGHTS, HOLDS
from policies.judge.unknown import each
from policies.judge.writers import WRITERS

READS = "roles/storage.objectViewer"


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find members with more than a reader's role who are no writers of what the bucket holds."""
    holds = bucket.part("labels").get(HOLDS)
    writers = bucket.said(WRITERS).get(holds)
    if writers is not None:
        found = stack.about(bucket, BUCKET_RIGHTS, "bucket")
        yield from each(found, lambda given: each(rights(given), lambda one: writes(one, holds, writers)))


def writes(right: Resource, holds: str, writers: Sequence[str]) -> Iterator[str]:
    """Find a right to write of someone who is no writer."""
    role = right.get("role")
    who = {member.value.rpartition("/sa/")[2] for member in members(right)} if role != READS else set()
    if not who <= set(writers):
        allowed = f"{READS}, or a writer of {holds}: {', '.join(writers) or 'nobody'}"
        yield f'"{right.name}" has role {shown(role)}; allowed: {allowed}'


RULE = StackRule(
    name="restrict-writers-of-stores-on-gcp",
    promise="In Google Cloud nobody writes datasets, models or the registry but who is there for it.",
    severity=Severity.HIGH,
    remedy="give roles/storage.objectViewer, or name the Kubernetes service account in the rule's writers",
    references=("NIST SP 800-53 AC-5", "NIST SP 800-53 SI-7", "SOC 2 CC6.3"),
    types=(BUCKET,),
    reads=BUCKET_RIGHTS,
    settings=(WRITERS,),
    check=check,
)
