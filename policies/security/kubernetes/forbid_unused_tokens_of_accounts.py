"""A service account without rights hands no token to pods, also not to the one that somebody adds tomorrow."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_false
from policies.judge.pod_templates import namespace_of
from policies.judge.resource import Resource, Stack
from policies.judge.role_rules import bound_accounts
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE_BINDING, ROLE_BINDING, SERVICE_ACCOUNT


def check(stack: Stack, account: Resource) -> Iterator[str]:
    """Find accounts without a binding that mount their token by themselves."""
    if (namespace_of(account), account.part("metadata").get("name")) not in bound_accounts(stack):
        yield from is_false("automountServiceAccountToken")(account)


RULE = StackRule(
    name="forbid-unused-tokens-of-accounts",
    promise="A service account hands out tokens only where a binding gives it a right.",
    severity=Severity.MEDIUM,
    remedy="set automountServiceAccountToken of the service account to false",
    references=("CIS Kubernetes 5.1.5", "CIS Kubernetes 5.1.6", "CIS GKE 4.1.5", "NIST SP 800-53 AC-6"),
    types=(SERVICE_ACCOUNT,),
    reads=(ROLE_BINDING, CLUSTER_ROLE_BINDING),
    check=check,
)
