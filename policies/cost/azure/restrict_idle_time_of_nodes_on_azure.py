"""A machine of Azure without work is given up soon."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER

MOST = Setting(
    name="most-minutes",
    says="how long a machine without work is kept at most, in minutes",
    default=15,
    schema={"type": "integer", "minimum": 1, "maximum": 1440},
)
WAITS = ("scaleDownUnneededTime", "scaleDownDelayAfterAdd")
MINUTES = re.compile(r"(\d+)m")


def check(cluster: Resource) -> Iterator[str]:
    """Find waits that are too long; absent is 10 minutes."""
    for key in WAITS:
        said = cluster.part("autoScalerProfile").get(key)
        found = MINUTES.fullmatch(str(said))
        if said is not None and (found is None or int(found[1]) > cluster.said(MOST)):
            yield f"autoScalerProfile.{key} is {shown(said)}; allowed: at most {cluster.said(MOST)}m"


RULE = ResourceRule(
    name="restrict-idle-time-of-nodes-on-azure",
    promise="No cluster of Azure keeps a machine without work for longer than a team says.",
    severity=Severity.LOW,
    remedy="set autoScalerProfile.scaleDownUnneededTime to no more than the rule's most-minutes, as in 10m",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:12"),
    types=(CLUSTER,),
    settings=(MOST,),
    check=check,
)
