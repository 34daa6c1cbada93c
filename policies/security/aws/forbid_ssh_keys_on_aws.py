"""Nobody logs in to machines of AWS by a key that is never changed: Session Manager does it by a role, and logs it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, NODE_GROUP


def check(accused: Resource) -> Iterator[str]:
    """Find machines, templates and groups with a key."""
    yield from absent("remoteAccess.ec2SshKey" if accused.type == NODE_GROUP else "keyName")(accused)


RULE = ResourceRule(
    name="forbid-ssh-keys-on-aws",
    promise="No machine of AWS takes an SSH key.",
    severity=Severity.MEDIUM,
    remedy="take keyName and remoteAccess away, and use Session Manager",
    references=("NIST SP 800-53 AC-17", "NIST SP 800-53 IA-5", "PCI DSS 8.2.2"),
    types=(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE, NODE_GROUP),
    check=check,
)
