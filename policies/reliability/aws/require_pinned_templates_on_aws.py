"""Machines are made by a launch template, whose next version does not reach them by itself.

Without one EKS makes its own: with AWS's key for the disks, and metadata that pods reach.
"""

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import NODE_GROUP

RULE = ResourceRule(
    name="require-pinned-templates-on-aws",
    promise="Node groups of EKS name their launch template and its version.",
    severity=Severity.LOW,
    remedy="set launchTemplate.version to the template's latestVersion",
    references=("NIST SP 800-53 CM-2", "NIST SP 800-53 CM-3"),
    types=(NODE_GROUP,),
    check=differs("launchTemplate.version", None, "$Latest", "$Default"),
)
