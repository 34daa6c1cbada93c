"""No database of AWS has an address on the internet."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-public-databases-on-aws",
    promise="No database of AWS can be reached from the internet.",
    severity=Severity.CRITICAL,
    remedy="set publiclyAccessible to false",
    references=("CIS AWS Foundations 3.2.3", "AWS FSBP RDS.2", "NIST SP 800-53 SC-7", "PCI DSS 1.4.4"),
    types=("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"),
    check=is_not_true("publiclyAccessible"),
    mended=lambda database: {**database, "publiclyAccessible": False},
)
