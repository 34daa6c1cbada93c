"""A cache that keeps the state of Ray's heads survives the loss of a machine and of a zone."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, is_true, only_where
from policies.judge.properties_of_aws import kept_on
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import CACHE

RULE = ResourceRule(
    name="require-failover-of-caches-on-aws",
    promise="Caches of AWS fail over to another zone, and are backed up.",
    severity=Severity.MEDIUM,
    remedy="set automaticFailoverEnabled, multiAzEnabled and snapshotRetentionLimit",
    references=("AWS FSBP ElastiCache.1", "AWS FSBP ElastiCache.3", "NIST SP 800-53 CP-10"),
    types=(CACHE,),
    check=only_where(
        kept_on,
        is_true("automaticFailoverEnabled"),
        is_true("multiAzEnabled"),
        at_least("snapshotRetentionLimit", 1, "days"),
    ),
)
