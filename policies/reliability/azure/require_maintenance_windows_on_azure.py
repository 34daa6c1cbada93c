"""Upgrades of a cluster of Azure come when people expect them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_least
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import CLUSTER
from policies.judge.unknown import each

WINDOW = "azure-native:containerservice:MaintenanceConfiguration"
WANTED = ("aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")
LEAST_HOURS = 4
"""Azure takes no shorter window ("Planned maintenance")."""


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters that are upgraded at any hour."""
    windows = stack.about(cluster, WINDOW, "resourceName")
    there = {window.get("configName") for window in windows}
    for missing in sorted(set(WANTED) - there):
        yield f"no {WINDOW} is its {missing}"
    yield from each(windows, long_enough)


def long_enough(window: Resource) -> Iterator[str]:
    """Find a window of a schedule that is too short."""
    if window.get("configName") in WANTED:
        yield from at_least("maintenanceWindow.durationHours", LEAST_HOURS, "hours")(window)


RULE = StackRule(
    name="require-maintenance-windows-on-azure",
    promise="Every cluster of Azure says when it is upgraded, and its machines.",
    severity=Severity.LOW,
    remedy=(
        "make MaintenanceConfigurations called aksManagedAutoUpgradeSchedule and "
        "aksManagedNodeOSUpgradeSchedule, of at least four hours"
    ),
    references=("NIST SP 800-53 MA-2", "Azure Well-Architected OE:11"),
    types=(CLUSTER,),
    reads=(WINDOW,),
    check=check,
)
