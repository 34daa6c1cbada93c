"""Whoever made a cluster does not stay its administrator for ever, past every list."""

from pulumi_policy import Severity

from policies.judge.asking import is_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CLUSTER

RULE = ResourceRule(
    name="forbid-creators-as-administrators-on-aws",
    promise="No EKS cluster makes its creator an administrator.",
    severity=Severity.MEDIUM,
    remedy="set accessConfig.bootstrapClusterCreatorAdminPermissions to false, and add an AccessEntry",
    references=("CIS EKS 4.1.1", "NIST SP 800-53 AC-6(5)", "PCI DSS 7.2.2"),
    types=(CLUSTER,),
    check=is_false("accessConfig.bootstrapClusterCreatorAdminPermissions"),
)
