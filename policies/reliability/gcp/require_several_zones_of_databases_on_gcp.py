"""A database of production outlives its zone."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, in_production, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CACHE, DATABASE

REGIONAL = only_where(in_production("settings.userLabels"), equals("settings.availabilityType", "REGIONAL"))
STANDBY = only_where(in_production("labels"), equals("tier", "STANDARD_HA"))


def check(accused: Resource) -> Iterator[str]:
    """Find what is in one zone alone."""
    yield from REGIONAL(accused) if accused.type == DATABASE else STANDBY(accused)


RULE = ResourceRule(
    name="require-several-zones-of-databases-on-gcp",
    promise="Every database and cache of Google Cloud in production has a standby in another zone.",
    severity=Severity.MEDIUM,
    remedy="set settings.availabilityType to REGIONAL (Cloud SQL), or tier to STANDARD_HA (Memorystore)",
    references=("NIST SP 800-53 CP-6", "SOC 2 A1.2"),
    types=(DATABASE, CACHE),
    check=check,
)
