"""A machine's metrics come every minute: what goes wrong is seen before work is lost."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE


def check(machine: Resource) -> Iterator[str]:
    """Find machines that are measured every five minutes, which is what EC2 does where nothing is said."""
    yield from is_true("monitoring" if machine.type == INSTANCE else "monitoring.enabled")(machine)


RULE = ResourceRule(
    name="require-detailed-monitoring-on-aws",
    promise="Machines of AWS are measured every minute.",
    severity=Severity.LOW,
    remedy="set monitoring.enabled to true",
    references=("AWS Config: ec2-instance-detailed-monitoring-enabled", "NIST SP 800-53 SI-4", "SOC 2 CC7.2"),
    types=(LAUNCH_TEMPLATE, INSTANCE),
    check=check,
)
