"""Machines and disks of a cluster of Azure are changed by the cluster alone."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="require-locked-node-group-on-azure",
    promise="The resource group of the machines of every cluster of Azure is locked.",
    severity=Severity.MEDIUM,
    remedy="set nodeResourceGroupProfile.restrictionLevel to ReadOnly",
    references=("NIST SP 800-53 CM-5", "NIST SP 800-53 AC-6"),
    types=(CLUSTER,),
    check=equals("nodeResourceGroupProfile.restrictionLevel", "ReadOnly"),
)
