"""Ray tells nobody outside what runs here."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.ray_clusters import every_ray_container, variable_of
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS

SWITCH = "RAY_USAGE_STATS_ENABLED"


def check(container: Resource) -> Iterator[str]:
    """Find nodes that send statistics, which they do where nothing is said."""
    found = variable_of(container, SWITCH)
    value = found and found.get("value")
    if value != "0":
        yield f'{container.place("env")} says that {SWITCH} is {shown(value)}; allowed: "0"'


RULE = ResourceRule(
    name="forbid-usage-statistics",
    promise="No Ray cluster sends statistics of its use.",
    severity=Severity.LOW,
    remedy=f'set {SWITCH} of every group\'s container to "0"',
    references=("Ray documentation: Usage stats collection", "NIST SP 800-53 SC-7(10)", "SOC 2 CC6.7"),
    types=RAY_KINDS,
    check=every_ray_container(check),
)
