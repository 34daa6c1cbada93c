"""The logs of production go by two decisions."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, protected
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import CLUSTER, LOG_BUCKET


def check(stack: Stack, logs: Resource) -> Iterator[str]:
    """Find buckets of logs that the engine would remove; they have no labels, so the clusters tell."""
    clusters = stack.of_type(CLUSTER)
    if not clusters or any(in_production("resourceLabels")(cluster) for cluster in clusters):
        yield from protected(logs)


RULE = StackRule(
    name="require-protected-logs-on-gcp",
    promise="No bucket of logs of Google Cloud is removed with a stack in production by a change of the program alone.",
    severity=Severity.MEDIUM,
    remedy="set the resource option protect=True",
    references=("NIST SP 800-53 AU-9", "PCI DSS 10.3.2"),
    types=(LOG_BUCKET,),
    reads=(CLUSTER,),
    check=check,
)
