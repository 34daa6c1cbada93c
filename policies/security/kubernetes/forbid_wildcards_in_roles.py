"""A role names what it allows: an asterisk is also everything that is invented later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE, ROLE
from policies.judge.unknown import each

KEYS = ("apiGroups", "resources", "verbs", "nonResourceURLs")


def check(rule: Resource) -> Iterator[str]:
    """Find an asterisk among groups, resources, verbs and addresses."""

    def one(key: str) -> Iterator[str]:
        if any("*" in str(word.value) for word in rule.parts(key)):
            yield f"{rule.place(key)} holds an asterisk"

    yield from each(KEYS, one)


RULE = ResourceRule(
    name="forbid-wildcards-in-roles",
    promise="Every role names the verbs and resources that it allows.",
    severity=Severity.HIGH,
    remedy="write out the groups, resources and verbs that are needed",
    references=(
        "CIS Kubernetes 5.1.3",
        "CIS EKS 4.1.3",
        "CIS GKE 4.1.3",
        "CIS AKS 4.1.3",
        "NIST SP 800-53 AC-6",
        "NSA/CISA Kubernetes Hardening: Role-based access control",
    ),
    types=(ROLE, CLUSTER_ROLE),
    check=every("rules", check),
)  # fmt: skip
