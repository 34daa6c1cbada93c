"""What a cluster of Google Cloud itself runs on goes on in production when a zone does not."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.system_machines import LEAST, of_system, too_few
from policies.judge.types_of_gcp import CLUSTER, NODE_POOL

ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")
OF_A_REGION = 3
"""In how many zones of its region a cluster is that names none (Google, "Regional clusters")."""
is_in_production = in_production("resourceLabels")


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters of production all of whose system pools are in too few zones."""
    if not is_in_production(cluster):
        return
    made = [*cluster.parts("nodePools"), *stack.about(cluster, NODE_POOL, "cluster")]
    pools = of_system(made, lambda pool: pool.part("nodeConfig").part("labels"))
    zones = {zone for pool in pools for zone in _zones(pool) or _of_cluster(cluster)}
    yield from too_few(cluster, pools, zones)


def _zones(one: Resource) -> set[str]:
    return {str(zone.value) for zone in one.parts("nodeLocations")}


def _of_cluster(cluster: Resource) -> set[str]:
    """Return the zones of a cluster: what one of a zone names comes to its own, one of a region that names none has
    some of these.
    """
    location, named = str(cluster.get("location")), _zones(cluster)
    if ZONE.fullmatch(location):
        return {location, *named}
    return named or {f"zone {number} of its region" for number in range(1, OF_A_REGION + 1)}


RULE = StackRule(
    name="require-several-zones-on-gcp",
    promise="The system machines of every cluster of production of Google Cloud stand in several zones.",
    severity=Severity.MEDIUM,
    remedy="name at least the rule's least-zones in nodeLocations of the system pool, or of the cluster",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(CLUSTER,),
    reads=(NODE_POOL,),
    settings=(LEAST,),
    check=check,
)
