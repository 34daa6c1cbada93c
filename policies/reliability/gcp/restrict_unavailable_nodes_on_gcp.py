"""An upgrade takes few nodes away at a time."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL

MOST = Setting(
    name="most-nodes",
    says="the most nodes of a pool that an upgrade takes at once",
    default=1,
    schema={"type": "integer", "minimum": 0, "maximum": 20},
)
"""GKE takes none where nothing is said, and adds one instead."""


def is_said(pool: Resource) -> bool:
    """Tell whether the pool says anything of it."""
    return pool.part("upgradeSettings").get("maxUnavailable") is not None


RULE = ResourceRule(
    name="restrict-unavailable-nodes-on-gcp",
    promise="No upgrade of a node pool of GKE takes more nodes at once than are spared.",
    severity=Severity.MEDIUM,
    remedy="set upgradeSettings.maxUnavailable to no more than the rule's most-nodes",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(NODE_POOL,),
    settings=(MOST,),
    check=only_where(is_said, at_most("upgradeSettings.maxUnavailable", MOST, "nodes")),
)
