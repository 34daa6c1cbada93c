"""A Managed Lustre of Azure is as large as its data need: it is paid by what it could hold, and cannot shrink."""

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import LUSTRE

MOST = Setting(
    name="most-tib",
    says="how large a file system is at most, in TiB",
    default=128,
    schema={"type": "integer", "minimum": 4},
)

RULE = ResourceRule(
    name="restrict-file-system-sizes-on-azure",
    promise="No Managed Lustre of Azure is larger than a team says.",
    severity=Severity.MEDIUM,
    remedy="set storageCapacityTiB to no more than the rule's most-tib",
    references=("Azure Well-Architected CO:04", "Azure Well-Architected CO:10"),
    types=(LUSTRE,),
    settings=(MOST,),
    check=at_most("storageCapacityTiB", MOST, "TiB"),
)
