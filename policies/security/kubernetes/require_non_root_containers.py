"""No container runs as root: who breaks out of one is then nobody on the node."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE, TRUE
from policies.judge.pod_templates import (
    EXEMPT,
    POD_KINDS,
    every_container,
    every_container_in_its_pod,
    every_pod,
    unless_exempt,
)
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule

WHERE = "securityContext.runAsNonRoot"


def _check_pod(pod: Resource) -> Iterator[str]:
    """Find a pod that says no; one that says nothing leaves it to its containers."""
    if pod.part("securityContext").get("runAsNonRoot") in FALSE:
        yield f"{pod.place(WHERE)} is false; allowed: true"


def _check_container(pod: Resource, container: Resource) -> Iterator[str]:
    own = container.part("securityContext").get("runAsNonRoot")
    said = pod.part("securityContext").get("runAsNonRoot") if own is None else own
    if said not in TRUE:
        yield f"{container.place(WHERE)} is {shown(own)}; allowed: true"


def _check_user(part: Resource) -> Iterator[str]:
    user = part.part("securityContext").get("runAsUser")
    if user is not None and user in (0, "0"):
        yield f"{part.place('securityContext.runAsUser')} is 0, which is root"


RULE = ResourceRule(
    name="require-non-root-containers",
    promise="No container runs as root.",
    severity=Severity.HIGH,
    remedy="set securityContext.runAsNonRoot of the pod to true, and runAsUser to a number other than 0",
    references=(
        "Pod Security Standards restricted: Running as Non-root",
        "CIS Kubernetes 5.2.7",
        "NSA/CISA Kubernetes Hardening: Non-root containers and rootless container engines",
        "NIST SP 800-53 AC-6",
        "PCI DSS 7.2.5",
    ),
    types=POD_KINDS,
    settings=(EXEMPT,),
    check=unless_exempt(
        every_pod(_check_pod, _check_user),
        every_container_in_its_pod(_check_container),
        every_container(_check_user),
    ),
)  # fmt: skip
