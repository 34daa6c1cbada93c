"""The disk of a machine of Azure is as large as its work needs: it is bought with each machine."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, only_where, wherever
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

MOST = Setting(
    name="most-gb",
    says="how large the disk of a machine is at most, in GB",
    default=1024,
    schema={"type": "integer", "minimum": 30, "maximum": 2048},
)

RULE = ResourceRule(
    name="restrict-disk-sizes-on-azure",
    promise="No machine of a pool of Azure has a larger disk than a team says.",
    severity=Severity.LOW,
    remedy="set osDiskSizeGB to no more than the rule's most-gb",
    references=("Azure Well-Architected CO:07",),
    types=(POOL, CLUSTER),
    settings=(MOST,),
    check=wherever(
        POOLS,
        # Absent is what the machine's size has.
        only_where(lambda pool: pool.get("osDiskSizeGB") is not None, at_most("osDiskSizeGB", MOST, "GB")),
    ),
)
