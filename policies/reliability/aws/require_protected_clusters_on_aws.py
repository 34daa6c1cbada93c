"""A cluster cannot be deleted by a slip, by whatever tool."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, only_where
from policies.judge.properties_of_aws import kept_on
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CLUSTER

RULE = ResourceRule(
    name="require-protected-clusters-on-aws",
    promise="EKS clusters refuse to be deleted, unless their environment says that they may go.",
    severity=Severity.HIGH,
    remedy="set deletionProtection to true",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(CLUSTER,),
    check=only_where(kept_on, is_true("deletionProtection")),
    mended=lambda cluster: {**cluster, "deletionProtection": True},
)
