"""Rights are given to those who need them, not to all who have an account, or none."""

from pulumi_policy import Severity

from policies.judge.asking import differs, every, has, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE_BINDING, ROLE_BINDING
from policies.judge.unknown import together

EVERYONE = (
    "system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts",
)  # fmt: skip

RULE = ResourceRule(
    name="forbid-bindings-to-everyone",
    promise="No binding gives a right to everybody, or to the account that every pod has by itself.",
    severity=Severity.CRITICAL,
    remedy="bind the role to the service account, user or group that needs it",
    references=(
        "CIS Kubernetes 5.1.5",
        "CIS GKE 4.1.8",
        "CIS GKE 4.1.9",
        "CIS GKE 4.1.10",
        "NIST SP 800-53 AC-3",
        "NSA/CISA Kubernetes Hardening: Role-based access control",
        "PCI DSS 7.2.1",
    ),
    types=(ROLE_BINDING, CLUSTER_ROLE_BINDING),
    check=every(
        "subjects",
        together(
            differs("name", *EVERYONE),
            only_where(has("kind", "ServiceAccount"), differs("name", "default")),
        ),
    ),
)  # fmt: skip
