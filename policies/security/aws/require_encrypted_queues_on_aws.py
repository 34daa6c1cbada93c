"""Queues and topics of AWS are encrypted: messages lie in them for days."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE, differs, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import QUEUE, TOPIC


def check(accused: Resource) -> Iterator[str]:
    """Find queues and topics that are not encrypted; a queue is by SQS's own key where nothing is said."""
    if accused.type != QUEUE:
        yield from present("kmsMasterKeyId", "a key")(accused)
    elif accused.get("kmsMasterKeyId") is None:
        yield from differs("sqsManagedSseEnabled", *FALSE)(accused)


RULE = ResourceRule(
    name="require-encrypted-queues-on-aws",
    promise="Every queue and topic of AWS is encrypted.",
    severity=Severity.MEDIUM,
    remedy="set kmsMasterKeyId",
    references=("AWS FSBP SQS.1", "NIST SP 800-53 SC-28", "PCI DSS 3.5.1"),
    types=(QUEUE, TOPIC),
    check=check,
)
