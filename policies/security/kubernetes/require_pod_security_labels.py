"""The API server itself refuses pods that the strictest standard forbids, whoever makes them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.pod_templates import EXEMPT
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import NAMESPACE

LEVEL = "restricted"
MODES = ("enforce", "audit", "warn")


def check(namespace: Resource) -> Iterator[str]:
    """Find namespaces where a mode is looser, and levels that change with an upgrade of the cluster."""
    metadata = namespace.part("metadata")
    if metadata.get("name") in namespace.said(EXEMPT):
        return
    labels = metadata.part("labels")
    for mode in MODES:
        key = f"pod-security.kubernetes.io/{mode}"
        if labels.get(key) != LEVEL:
            yield f'label {key} is {shown(labels.get(key))}; allowed: "{LEVEL}"'
        if labels.get(f"{key}-version") in (None, "", "latest"):
            yield f"label {key}-version is {shown(labels.get(f'{key}-version'))}; allowed: a version, such as v1.35"


RULE = ResourceRule(
    name="require-pod-security-labels",
    promise="Every namespace refuses pods that the standard restricted forbids.",
    severity=Severity.HIGH,
    remedy=f"set the labels pod-security.kubernetes.io/enforce, audit and warn to {LEVEL}, with a version each",
    references=(
        "Pod Security Standards, restricted", "CIS Kubernetes 5.2.1", "CIS EKS 4.2.1", "NIST SP 800-53 CM-7",
        "NSA/CISA Kubernetes Hardening, Pod security enforcement",
    ),
    types=(NAMESPACE,),
    settings=(EXEMPT,),
    check=check,
)  # fmt: skip
