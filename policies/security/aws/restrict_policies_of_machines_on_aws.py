"""What a machine may do, every pod on it may do: data is for the roles of workloads."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.policies_of_roles_of_aws import READS, attached_policies, own_policies
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import principals, statements
from policies.judge.types_of_aws import ROLE

ALLOWED = Setting(
    name="allowed",
    says="the names of AWS's policies that the role of machines may have",
    default=[
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKSWorkerNodeMinimalPolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonSSMManagedInstanceCore",
    ],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, role: Resource) -> Iterator[str]:
    """Find rights of machines' roles beyond what makes them nodes."""
    takers = {name for each in statements(role, "assumeRolePolicy") for _, name in principals(each)}
    if not any(name.startswith("ec2.amazonaws.com") for name in takers):
        return
    for each, arn in attached_policies(stack, role):
        policy = arn.rpartition("/")[2]
        if policy not in role.said(ALLOWED):
            yield f"{each.where} attaches {policy}; allowed: {', '.join(role.said(ALLOWED))}"
    for each in own_policies(stack, role):
        yield f"{each.where} gives it rights of its own; allowed: a role for the workload that needs them"


RULE = StackRule(
    name="restrict-policies-of-machines-on-aws",
    promise="Roles of machines of AWS have the rights that make them nodes, and no others.",
    severity=Severity.HIGH,
    remedy="give the rights to the role of a workload, or name the policy in the rule's setting allowed",
    references=(
        "CIS EKS 5.1.3",
        "EKS best practices: IAM",
        "NIST SP 800-53 AC-6",
        "NSA/CISA Kubernetes Hardening: Protecting sensitive cloud infrastructure",
    ),
    types=(ROLE,),
    settings=(ALLOWED,),
    reads=READS,
    check=check,
)
