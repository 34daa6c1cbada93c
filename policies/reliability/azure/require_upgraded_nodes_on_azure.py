"""A machine of a cluster of Azure gets the fixes of its system by itself, and in a tested order."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

# Absent is NodeImage.

RULE = ResourceRule(
    name="require-upgraded-nodes-on-azure",
    promise="The system of every machine of a cluster of Azure is kept up to date by AKS.",
    severity=Severity.MEDIUM,
    remedy="set autoUpgradeProfile.nodeOSUpgradeChannel to NodeImage or SecurityPatch",
    references=(
        "NSA/CISA Kubernetes Hardening: Upgrading and application security practices",
        "NIST SP 800-53 SI-2",
        "PCI DSS 6.3.3",
    ),
    types=(CLUSTER,),
    check=equals("autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage", "SecurityPatch", None),
)
