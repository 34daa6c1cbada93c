"""A privileged container is the node: it sees its devices, its memory and every other pod on it."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, every_pod, unless_exempt
from policies.judge.rule import ResourceRule

# Windows has no privileged containers, but processes of the host.
HOST_PROCESS = "securityContext.windowsOptions.hostProcess"

RULE = ResourceRule(
    name="forbid-privileged-containers",
    promise="No container has the rights of its node.",
    severity=Severity.CRITICAL,
    remedy="remove privileged and hostProcess; give the container the one device or capability that it needs",
    references=(
        "Pod Security Standards baseline: Privileged Containers",
        "Pod Security Standards baseline: HostProcess",
        "CIS Kubernetes 5.2.2",
        "CIS EKS 4.2.1",
        "CIS AKS 4.2.1",
        "NSA/CISA Kubernetes Hardening: Pod security enforcement",
        "NIST SP 800-53 AC-6",
        "PCI DSS 2.2.6",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(
        every_container(is_not_true("securityContext.privileged"), is_not_true(HOST_PROCESS)),
        every_pod(is_not_true(HOST_PROCESS)),
    ),
)  # fmt: skip
