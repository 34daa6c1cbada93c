"""Nobody is bound to the role that may do everything, and nobody to the groups that have it by themselves."""

from pulumi_policy import Severity

from policies.judge.asking import differs, every
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_ROLE_BINDING, ROLE_BINDING
from policies.judge.unknown import together

RULE = ResourceRule(
    name="forbid-bindings-of-cluster-admin",
    promise="No binding makes anybody the administrator of everything.",
    severity=Severity.CRITICAL,
    remedy="bind a role that allows what is needed, in the namespace where it is needed",
    references=(
        "CIS Kubernetes 5.1.1", "CIS Kubernetes 5.1.7", "CIS EKS 4.1.1", "CIS GKE 4.1.1", "CIS AKS 4.1.1",
        "NIST SP 800-53 AC-6(5)", "PCI DSS 7.2.2", "HIPAA 164.312(a)(1)",
    ),
    types=(ROLE_BINDING, CLUSTER_ROLE_BINDING),
    check=together(
        differs("roleRef.name", "cluster-admin", "admin", "system:masters"),
        every("subjects", differs("name", "system:masters")),
    ),
)  # fmt: skip
