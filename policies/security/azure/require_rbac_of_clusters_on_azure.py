"""What somebody may do in a cluster of Azure is said by roles, and in the same place as everything else."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_false, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-rbac-of-clusters-on-azure",
    promise="Every cluster of Azure decides by roles of Azure.",
    severity=Severity.HIGH,
    remedy="set aadProfile.enableAzureRBAC to true, and leave enableRBAC away or set it to true",
    references=(
        "CIS AKS 5.5.2",
        "NSA/CISA Kubernetes Hardening: Role-based access control",
        "NIST SP 800-53 AC-3",
        "NIST SP 800-53 AC-6",
        "PCI DSS 7.2.1",
    ),
    types=(CLUSTER,),
    check=together(is_true("aadProfile.enableAzureRBAC"), is_not_false("enableRBAC")),
)
