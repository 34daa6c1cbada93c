"""What is served does not vanish by its age: a lifecycle asks when an object was written, not whether it is read."""

from pulumi_policy import Severity

from policies.judge.removals import NEVER_REMOVED, never_removed
from policies.judge.removals_of_gcp import removals
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import BUCKET, HOLDS

RULE = StackRule(
    name="forbid-expiring-models-on-gcp",
    promise="No bucket of Google Cloud with models, or the registry's versions of them, removes them by their age.",
    severity=Severity.HIGH,
    remedy="remove the rule, or set withState to ARCHIVED, or ask for numNewerVersions",
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 SI-12", "SOC 2 A1.2"),
    types=(BUCKET,),
    reads=(BUCKET,),
    settings=(NEVER_REMOVED,),
    check=never_removed("labels", HOLDS, removals),
)
