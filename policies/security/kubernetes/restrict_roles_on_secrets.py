"""Who may list secrets has them all: a role names those that it may read."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.role_rules import READING, allows
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import CLUSTER_ROLE, ROLE
from policies.judge.unknown import each

OPERATORS = Setting(
    name="allowed-roles",
    says="roles of operators that make or watch secrets whose names nobody knows beforehand",
    default=["kuberay-operator", "kueue-manager-secrets-role"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(role: Resource) -> Iterator[str]:
    """Find rules that open every secret there is."""
    if role.part("metadata").get("name") in role.said(OPERATORS):
        return

    def one(rule: Resource) -> Iterator[str]:
        if allows(rule, "secrets", READING) and not len(rule.parts("resourceNames")):
            yield f"{rule.way} allows to read every secret"

    yield from each(role.parts("rules"), one)


RULE = ResourceRule(
    name="restrict-roles-on-secrets",
    promise="A role reads the secrets that it names, and no others.",
    severity=Severity.HIGH,
    remedy="name the secrets in resourceNames, and allow get alone; or mount them into the pod",
    references=(
        "CIS Kubernetes 5.1.2",
        "CIS EKS 4.1.2",
        "CIS GKE 4.1.2",
        "NIST SP 800-53 AC-6",
        "PCI DSS 7.2.5",
        "NSA/CISA Kubernetes Hardening: Secrets",
    ),
    types=(ROLE, CLUSTER_ROLE),
    settings=(OPERATORS,),
    check=check,
)  # fmt: skip
