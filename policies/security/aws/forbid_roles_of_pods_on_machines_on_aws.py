"""A machine has a role of its own: with that of a workload, whatever runs there has the workload's rights."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.purposes import names_at
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import NODE_GROUP, POD_IDENTITY

INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile"
ROLES = {NODE_GROUP: "nodeRoleArn", INSTANCE_PROFILE: "role"}


def check(stack: Stack, machines: Resource) -> Iterator[str]:
    """Find machines whose role is that of pods as well."""
    own = names_at(machines, ROLES[machines.type])
    for pods in stack.of_type(POD_IDENTITY):
        if not own.isdisjoint(_names_of_role(names_at(pods, "roleArn"))):
            yield f'{ROLES[machines.type]} is that of pods too, by "{pods.name}"; allowed: a role for machines alone'


def _names_of_role(names: set[str]) -> set[str]:
    """Return these names and those that stand in ARNs behind a role's path: an instance profile has no ARN."""
    return names | {name.rpartition("/")[2] for name in names if name.startswith("arn:")}


RULE = StackRule(
    name="forbid-roles-of-pods-on-machines-on-aws",
    promise="No machine at AWS has the role of a workload.",
    severity=Severity.CRITICAL,
    remedy="make a Role for machines with what makes them nodes, and none of a store",
    references=("CIS EKS 5.2.1", "NIST SP 800-53 AC-6", "PCI DSS 7.2.5", "SOC 2 CC6.3"),
    types=(NODE_GROUP, INSTANCE_PROFILE),
    reads=(POD_IDENTITY,),
    check=check,
)
