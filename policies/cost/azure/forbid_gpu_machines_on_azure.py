"""A machine of Azure with GPUs stands in a cluster, which gives it up when work ends."""

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import MACHINE

RULE = ResourceRule(
    name="forbid-gpu-machines-on-azure",
    promise="No machine of Azure with GPUs stands alone.",
    severity=Severity.HIGH,
    remedy="give the work to a cluster, or choose a size without GPUs",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:04"),
    types=(MACHINE,),
    check=matches(
        "hardwareProfile.vmSize", r"(?!Standard_N).+", "a size that does not begin with Standard_N"
    ),
)
