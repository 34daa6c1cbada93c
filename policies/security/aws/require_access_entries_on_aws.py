"""Who may do what in a cluster stands with AWS, where it is logged, and in no map inside the cluster."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CLUSTER

RULE = ResourceRule(
    name="require-access-entries-on-aws",
    promise="Rights in every EKS cluster come from access entries alone.",
    severity=Severity.HIGH,
    remedy="set accessConfig.authenticationMode to API",
    references=("CIS EKS 5.5.1", "CIS EKS 4.1.7", "NIST SP 800-53 AC-2", "NIST SP 800-53 AC-6"),
    types=(CLUSTER,),
    check=equals("accessConfig.authenticationMode", "API"),
)
