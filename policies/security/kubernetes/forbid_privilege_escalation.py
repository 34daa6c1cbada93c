"""A process gets no more rights than its container started with; unsaid, setuid programs may give them."""

from pulumi_policy import Severity

from policies.judge.asking import is_false
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, unless_exempt
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-privilege-escalation",
    promise="No process in a pod gains rights that its container did not start with.",
    severity=Severity.HIGH,
    remedy="set securityContext.allowPrivilegeEscalation of every container to false",
    references=(
        "Pod Security Standards restricted: Privilege Escalation",
        "CIS Kubernetes 5.2.6",
        "CIS EKS 4.2.5",
        "NSA/CISA Kubernetes Hardening: Pod security enforcement",
        "NIST SP 800-53 AC-6(10)",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(every_container(is_false("securityContext.allowPrivilegeEscalation"))),
)  # fmt: skip
