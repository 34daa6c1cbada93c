"""Images that nobody runs go one day: each build is another ten gigabytes."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import IMAGES
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-cleanup-of-images-on-gcp",
    promise="Every repository of Artifact Registry cleans itself up.",
    severity=Severity.LOW,
    remedy="set cleanupPolicies, and cleanupPolicyDryRun to false",
    references=("FinOps Framework: Usage Optimization",),
    types=(IMAGES,),
    check=together(present("cleanupPolicies", "policies of what goes"), is_not_true("cleanupPolicyDryRun")),
)
