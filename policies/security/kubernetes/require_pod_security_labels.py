"""The API server itself refuses pods that the strictest standard forbids, whoever makes them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import NAMESPACE
from policies.judge.unknown import each, together

LEVEL = "restricted"
MODES = ("enforce", "audit", "warn")
LOOSER = Setting(
    name="looser-namespaces",
    says="namespaces whose pods drive devices of nodes or the cluster itself: they say a level that may be looser",
    default=["gpu-operator", "kube-system"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(namespace: Resource) -> Iterator[str]:
    """Find namespaces where a mode is looser, and levels that change with an upgrade of the cluster."""
    labels = namespace.part("metadata").part("labels")

    def level(mode: str) -> Iterator[str]:
        key = f"pod-security.kubernetes.io/{mode}"
        said = labels.get(key)
        if said == LEVEL:
            return
        is_looser = namespace.part("metadata").get("name") in namespace.said(LOOSER)
        allowed = (LEVEL, "baseline", "privileged") if is_looser else (LEVEL,)
        if said not in allowed:
            yield f"label {key} is {shown(said)}; allowed: {', '.join(map(shown, allowed))}"

    def version(mode: str) -> Iterator[str]:
        key = f"pod-security.kubernetes.io/{mode}-version"
        if labels.get(key) in (None, "", "latest"):
            yield f"label {key} is {shown(labels.get(key))}; allowed: a version, such as v1.35"

    yield from each(MODES, together(level, version))


RULE = ResourceRule(
    name="require-pod-security-labels",
    promise="Every namespace refuses pods that the standard restricted forbids.",
    severity=Severity.HIGH,
    remedy=f"set the labels pod-security.kubernetes.io/enforce, audit and warn to {LEVEL}, with a version each",
    references=(
        "Pod Security Standards restricted",
        "CIS Kubernetes 5.2.1",
        "CIS EKS 4.2.1",
        "CIS GKE 4.2.1",
        "NIST SP 800-53 CM-7",
        "NSA/CISA Kubernetes Hardening: Pod security enforcement",
    ),
    types=(NAMESPACE,),
    settings=(LOOSER,),
    check=check,
)  # fmt: skip
