"""A machine that breaks is replaced before somebody is called."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import NODE_GROUP

RULE = ResourceRule(
    name="require-node-repair-on-aws",
    promise="Node groups of EKS replace broken machines.",
    severity=Severity.MEDIUM,
    remedy="set nodeRepairConfig.enabled to true",
    references=("EKS user guide: Node auto repair", "NIST SP 800-53 SI-13", "SOC 2 A1.2"),
    types=(NODE_GROUP,),
    check=is_true("nodeRepairConfig.enabled"),
    mended=lambda group: {
        **group,
        "nodeRepairConfig": {**group.get("nodeRepairConfig", {}), "enabled": True},
    },
)
