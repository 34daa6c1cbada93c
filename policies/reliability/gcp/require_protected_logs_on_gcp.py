"""The logs of production go by two decisions."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, protected
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import KEY, LOG_BUCKET


def check(stack: Stack, logs: Resource) -> Iterator[str]:
    """Find buckets of logs that the engine would remove; they have no labels, so the labels of their keys tell."""
    urns = logs.refers_to.get("cmekSettings", ())
    keys = [key for key in stack.of_type(KEY) if key.urn in urns]
    if not keys or any(in_production("labels")(key) for key in keys):
        yield from protected(logs)


RULE = StackRule(
    name="require-protected-logs-on-gcp",
    promise="No bucket of logs of Google Cloud is removed with a stack in production by a change of the program alone.",
    severity=Severity.MEDIUM,
    remedy="set the resource option protect=True",
    references=("NIST SP 800-53 AU-9", "PCI DSS 10.3.2"),
    types=(LOG_BUCKET,),
    reads=(KEY,),
    check=check,
)
