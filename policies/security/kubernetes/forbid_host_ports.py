"""A container listens in its pod, where network policies hold, and not on a port of its node."""

from pulumi_policy import Severity

from policies.judge.asking import equals, every
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_container, unless_exempt
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-host-ports",
    promise="No container listens on a port of its node.",
    severity=Severity.HIGH,
    remedy="remove hostPort; reach the container through a service",
    references=(
        "Pod Security Standards baseline: Host Ports",
        "CIS Kubernetes 5.2.12",
        "NIST SP 800-53 SC-7",
        "NSA/CISA Kubernetes Hardening: Network separation and hardening",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    # 0 is what the API server makes of nothing.
    check=unless_exempt(every_container(every("ports", equals("hostPort", None, 0)))),
)  # fmt: skip
