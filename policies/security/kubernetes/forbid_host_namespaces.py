"""A pod has a network, processes and shared memory of its own; in those of the node no network policy holds."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_pod, unless_exempt
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-host-namespaces",
    promise="No pod shares network, processes or shared memory with its node.",
    severity=Severity.CRITICAL,
    remedy="remove hostNetwork, hostPID and hostIPC; reach the pod through a service",
    references=(
        "Pod Security Standards baseline: Host Namespaces",
        "CIS Kubernetes 5.2.3",
        "CIS Kubernetes 5.2.4",
        "CIS Kubernetes 5.2.5",
        "NSA/CISA Kubernetes Hardening: Pod security enforcement",
        "NIST SP 800-53 SC-39",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(
        every_pod(is_not_true("hostNetwork"), is_not_true("hostPID"), is_not_true("hostIPC"))
    ),
)  # fmt: skip
