"""A database refuses to be deleted, survives the loss of a zone and gets fixes."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE, differs, is_true, only_where
from policies.judge.properties_of_aws import kept_on
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import DATABASES
from policies.judge.unknown import together


def check(database: Resource) -> Iterator[str]:
    """Find databases that go by a slip or with a zone; a cluster's copies are resources of their own."""
    yield from is_true("deletionProtection")(database)
    if database.type == DATABASES[0]:
        yield from together(is_true("multiAz"), differs("autoMinorVersionUpgrade", *FALSE))(database)


RULE = ResourceRule(
    name="require-lasting-databases-on-aws",
    promise="Databases of AWS outlive slips and zones, unless their environment says that they may go.",
    severity=Severity.MEDIUM,
    remedy="set deletionProtection and multiAz to true",
    references=(
        "CIS AWS Foundations 3.2.2",
        "CIS AWS Foundations 3.2.4",
        "AWS FSBP RDS.5",
        "AWS FSBP RDS.8",
        "NIST SP 800-53 CP-10",
    ),
    types=DATABASES,
    check=only_where(kept_on, check),
    mended=lambda database: {**database, "deletionProtection": True},
)
