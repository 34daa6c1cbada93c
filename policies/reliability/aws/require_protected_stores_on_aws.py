"""What holds data cannot be deleted by a slip: the engine itself refuses."""

from pulumi_policy import Severity

from policies.judge.asking import only_where, protected
from policies.judge.properties_of_aws import kept_on
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import BUCKETS, DATABASES, EFS, KEY, LOG_GROUP, LUSTRE

RULE = ResourceRule(
    name="require-protected-stores-on-aws",
    promise="Stores, keys and logs of AWS are protected, unless their environment says that they may go.",
    severity=Severity.HIGH,
    remedy="set the resource option protect=True",
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 SI-12", "SOC 2 A1.2"),
    types=(*BUCKETS, KEY, LOG_GROUP, LUSTRE, EFS, *DATABASES),
    check=only_where(kept_on, protected),
)
