"""Google works on a cluster of production when somebody planned it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

WINDOWS = ("recurringWindow", "dailyMaintenanceWindow")


def has_window(cluster: Resource) -> Iterator[str]:
    """Find clusters on which Google works at any hour."""
    policy = cluster.part("maintenancePolicy")
    if not any(policy.get(key) for key in WINDOWS):
        yield f"{policy.way} has no window; allowed: {' or '.join(WINDOWS)}"


RULE = ResourceRule(
    name="require-maintenance-window-on-gcp",
    promise="Every cluster of GKE in production has a maintenance window.",
    severity=Severity.MEDIUM,
    remedy="set maintenancePolicy.recurringWindow or dailyMaintenanceWindow",
    references=("NIST SP 800-53 MA-2", "SOC 2 A1.2"),
    types=(CLUSTER,),
    check=only_where(in_production("resourceLabels"), has_window),
)
