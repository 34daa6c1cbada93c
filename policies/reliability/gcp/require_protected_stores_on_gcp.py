"""What holds data in production goes by two decisions: to unprotect it, and then to remove it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, only_where, protected
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET, DATABASE, FILESTORE, LUSTRE, PARALLELSTORE

LABELS = {
    BUCKET: "labels",
    FILESTORE: "labels",
    LUSTRE: "labels",
    PARALLELSTORE: "labels",
    DATABASE: "settings.userLabels",
}


def check(store: Resource) -> Iterator[str]:
    """Find stores in production that the engine would remove."""
    yield from only_where(in_production(LABELS[store.type]), protected)(store)


RULE = ResourceRule(
    name="require-protected-stores-on-gcp",
    promise="No store of Google Cloud in production is removed by a change of the program alone.",
    severity=Severity.HIGH,
    remedy="set the resource option protect=True",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=tuple(LABELS),
    check=check,
)
