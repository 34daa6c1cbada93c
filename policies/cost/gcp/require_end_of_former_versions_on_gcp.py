"""Former versions of objects go one day: each is paid for as the one in use is."""

from pulumi_policy import Severity

from policies.judge.asking import TRUE, has, only_where, some
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET


def ends_versions(rule: Resource) -> bool:
    """Tell whether a lifecycle rule deletes former versions."""
    condition = rule.part("condition")
    by = (condition.get("numNewerVersions"), condition.get("daysSinceNoncurrentTime"))
    return rule.part("action").get("type") == "Delete" and any(by)


RULE = ResourceRule(
    name="require-end-of-former-versions-on-gcp",
    promise="Every bucket of Google Cloud with versions ends former ones.",
    severity=Severity.MEDIUM,
    remedy="add a lifecycle rule that deletes by numNewerVersions or daysSinceNoncurrentTime",
    references=("FinOps Framework: Usage Optimization", "NIST SP 800-53 SI-12"),
    types=(BUCKET,),
    check=only_where(
        has("versioning.enabled", *TRUE),
        some("lifecycleRules", ends_versions, "a Delete by numNewerVersions or daysSinceNoncurrentTime"),
    ),
)
