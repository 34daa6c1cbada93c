"""A pod gets a token of the API server only if it has rights there: a token is what a break-in takes first."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE
from policies.judge.pod_templates import POD_KINDS, every_pod, namespace_of
from policies.judge.resource import Resource, Stack
from policies.judge.role_rules import bound_accounts
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE_BINDING, ROLE_BINDING


def check(stack: Stack, workload: Resource) -> Iterator[str]:
    """Find pods that mount a token for an account without rights in this stack."""
    namespace = namespace_of(workload)

    def in_pod(pod: Resource) -> Iterator[str]:
        if pod.get("automountServiceAccountToken") in FALSE:
            return
        account = pod.get("serviceAccountName") or "default"
        if (namespace, account) not in bound_accounts(stack):
            yield (
                f"{pod.place('automountServiceAccountToken')} is not false, and no binding of this stack gives the "
                f'service account "{account}" a right'
            )

    yield from every_pod(in_pod)(workload)


RULE = StackRule(
    name="forbid-unused-tokens-in-pods",
    promise="A pod has a token of the API server only where a binding gives its account a right.",
    severity=Severity.MEDIUM,
    remedy="set automountServiceAccountToken of the pod to false, or bind a role to its own service account",
    references=(
        "CIS Kubernetes 5.1.6",
        "CIS EKS 4.1.6",
        "NIST SP 800-53 AC-6",
        "NSA/CISA Kubernetes Hardening: Protecting Pod service account tokens",
    ),
    types=POD_KINDS,
    reads=(ROLE_BINDING, CLUSTER_ROLE_BINDING),
    check=check,
)  # fmt: skip
