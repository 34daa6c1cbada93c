"""What no policy opens is closed, in both directions: without that, every pod reaches every other."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.role_rules import values_of
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import NAMESPACE, NETWORK_POLICY

OPEN = Setting(
    name="open-namespaces",
    says="namespaces whose programs drive the machines themselves, as the GPU operator's drivers do",
    default=["gpu-operator"],
    schema={"type": "array", "items": {"type": "string"}},
)
DIRECTIONS = ("Ingress", "Egress")


def check(stack: Stack, namespace: Resource) -> Iterator[str]:
    """Find namespaces in which a direction is open to all that no policy is about."""
    name = namespace.part("metadata").get("name")
    if name in namespace.said(OPEN):
        return
    closed: set[str] = set()
    for policy in stack.of_type(NETWORK_POLICY):
        if policy.part("metadata").get("namespace") == name:
            closed |= _closed_by(policy.part("spec"))
    for direction in DIRECTIONS:
        if direction not in closed:
            yield f"no NetworkPolicy of this namespace closes {direction} for all its pods"


def _closed_by(spec: Resource) -> set[str]:
    selector = spec.part("podSelector")
    if any(len(selector.get(key) or ()) for key in ("matchLabels", "matchExpressions")):
        return set()
    opened = {way for way in DIRECTIONS if len(spec.parts(way.lower()))}
    # Without policyTypes a policy is about Ingress, and about Egress where it has rules for that.
    return set(values_of(spec, "policyTypes") or ("Ingress",)) - opened


RULE = StackRule(
    name="require-default-deny-network-policies",
    promise="In every namespace, what no network policy opens is closed.",
    severity=Severity.HIGH,
    remedy="add a NetworkPolicy with an empty podSelector, policyTypes Ingress and Egress, and no rules",
    references=(
        "CIS Kubernetes 5.3.2",
        "CIS EKS 4.3.2",
        "CIS GKE 4.3.2",
        "CIS AKS 4.4.2",
        "NIST SP 800-53 SC-7(5)",
        "NSA/CISA Kubernetes Hardening: Network policies",
        "PCI DSS 1.3.1",
        "HIPAA 164.312(e)(1)",
    ),
    types=(NAMESPACE,),
    reads=(NETWORK_POLICY,),
    settings=(OPEN,),
    check=check,
)  # fmt: skip
