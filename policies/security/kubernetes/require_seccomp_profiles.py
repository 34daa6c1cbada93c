"""The kernel answers a container only the calls that programs need; without a profile it answers all of them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import (
    EXEMPT,
    POD_KINDS,
    every_container_in_its_pod,
    every_pod,
    unless_exempt,
)
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule

ALLOWED = ("RuntimeDefault", "Localhost")
WHERE = "securityContext.seccompProfile.type"


def _type(part: Resource) -> object:
    return part.part("securityContext").part("seccompProfile").get("type")


def _check_pod(pod: Resource) -> Iterator[str]:
    """Find a pod that says no; one that says nothing leaves it to its containers."""
    if _type(pod) not in (None, *ALLOWED):
        yield f"{pod.place(WHERE)} is {shown(_type(pod))}; allowed: {', '.join(ALLOWED)}"


def _check_container(pod: Resource, container: Resource) -> Iterator[str]:
    own = _type(container)
    if own not in ALLOWED and (own is not None or _type(pod) is None):
        yield f"{container.place(WHERE)} is {shown(own)}; allowed: {', '.join(ALLOWED)}"


RULE = ResourceRule(
    name="require-seccomp-profiles",
    promise="Every container may make only the system calls that its runtime's profile allows.",
    severity=Severity.MEDIUM,
    remedy='set securityContext.seccompProfile.type of the pod to "RuntimeDefault"',
    references=(
        "Pod Security Standards restricted: Seccomp",
        "CIS Kubernetes 5.6.2",
        "CIS GKE 4.6.2",
        "NSA/CISA Kubernetes Hardening: Hardening container environments",
        "NIST SP 800-53 CM-7",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(every_pod(_check_pod), every_container_in_its_pod(_check_container)),
)  # fmt: skip
