"""A file system outlives the machine that fails under it."""

from pulumi_policy import Severity

from policies.judge.asking import matches
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import LUSTRE

RULE = ResourceRule(
    name="require-persistent-file-systems-on-aws",
    promise="File systems of AWS are of a kind that keeps copies.",
    severity=Severity.HIGH,
    remedy="set deploymentType to PERSISTENT_2; a scratch one cannot be changed, only made anew",
    references=("FSx for Lustre user guide: Deployment types", "NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(LUSTRE,),
    check=matches(
        "deploymentType", r"PERSISTENT_[12]", "PERSISTENT_1 or PERSISTENT_2: nothing said is scratch"
    ),
)
