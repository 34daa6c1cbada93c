"""A cluster of Azure gets the fixes of Kubernetes by itself."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

# Absent is none.

RULE = ResourceRule(
    name="require-upgraded-clusters-on-azure",
    promise="Every cluster of Azure is upgraded by itself.",
    severity=Severity.MEDIUM,
    remedy="set autoUpgradeProfile.upgradeChannel to patch or stable",
    references=(
        "NSA/CISA Kubernetes Hardening: Upgrading and application security practices",
        "NIST SP 800-53 SI-2",
        "PCI DSS 6.3.3",
    ),
    types=(CLUSTER,),
    check=equals("autoUpgradeProfile.upgradeChannel", "patch", "stable", "rapid"),
)
