"""The pod itself says how it is contained: what joins it later, a debugging or an injected container, says nothing."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.pod_templates import EXEMPT, POD_KINDS, every_pod, unless_exempt
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="require-security-contexts-of-pods",
    promise="What joins a pod later, such as an ephemeral container, is contained as its own containers are.",
    severity=Severity.MEDIUM,
    remedy='set runAsNonRoot true and seccompProfile.type "RuntimeDefault" in securityContext of the pod too',
    references=(
        "Kubernetes documentation: Ephemeral Containers",
        "CIS Kubernetes 5.6.3",
        "NIST SP 800-53 CM-6",
        "Pod Security Standards restricted: Running as Non-root",
        "Pod Security Standards restricted: Seccomp",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    # A debugging container of `kubectl debug` has no security context unless its caller asks for one.
    check=unless_exempt(
        every_pod(
            # What a pod says wrong is told by the rules about its containers, which inherit it.
            present("securityContext.runAsNonRoot", "true"),
            present("securityContext.seccompProfile.type", "RuntimeDefault, Localhost"),
        )
    ),
)  # fmt: skip
