"""Machines with GPUs come when work asks for them, and go with it."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, only_where
from policies.judge.properties_of_aws import has_gpus
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import NODE_GROUP

MOST = Setting(
    name="most-idle",
    says="how many machines with GPUs a group may keep without work",
    default=0,
    schema={"type": "integer", "minimum": 0},
)


RULE = ResourceRule(
    name="forbid-idle-gpus-on-aws",
    promise="No node group of EKS keeps machines with GPUs that nobody uses.",
    severity=Severity.MEDIUM,
    remedy="set scalingConfig.minSize and desiredSize to 0",
    references=("AWS Well-Architected COST09-BP03",),
    types=(NODE_GROUP,),
    settings=(MOST,),
    check=only_where(
        has_gpus,
        at_most("scalingConfig.minSize", MOST, "machines"),
        at_most("scalingConfig.desiredSize", MOST, "machines"),
    ),
)
