"""A network policy of a namespace that trains names no namespace that serves, nor the other way round."""

from collections.abc import Callable, Iterator, Mapping

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.purposes import PURPOSES, are_apart
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.serving import PURPOSE
from policies.judge.types_of_kubernetes import NAMESPACE, NETWORK_POLICY
from policies.judge.unknown import together

NAME = "kubernetes.io/metadata.name"
"""The label that the API server gives every namespace."""
ENDS = {"spec.ingress": "from", "spec.egress": "to"}


def check(stack: Stack, policy: Resource) -> Iterator[str]:
    """Find peers in namespaces of another purpose; a peer that names no namespace is of the policy's own."""
    namespaces = [_labels(one) for one in stack.of_type(NAMESPACE)]
    place = policy.part("metadata").get("namespace")
    own = _purposes(labels for labels in namespaces if labels.get(NAME) == place)
    if own:
        ways = (every(way, every(end, _peer(own, namespaces))) for way, end in ENDS.items())
        yield from together(*ways)(policy)


def _labels(namespace: Resource) -> dict[str, str]:
    metadata = namespace.part("metadata")
    labels = metadata.part("labels")
    return {**{key: labels.get(key) for key in labels.value}, NAME: metadata.get("name")}


def _purposes(namespaces: Iterator[Mapping[str, str]]) -> set[str]:
    return {labels[PURPOSE] for labels in namespaces if labels.get(PURPOSE) in PURPOSES}


def _peer(own: set[str], namespaces: list[dict[str, str]]) -> Callable[[Resource], Iterator[str]]:
    def check_peer(peer: Resource) -> Iterator[str]:
        if peer.get("namespaceSelector") is None:
            return
        selector = peer.part("namespaceSelector")
        others = _purposes(labels for labels in namespaces if selects(selector, labels))
        if are_apart(own, others):
            yield f"{selector.way} selects a namespace for {min(others - own)}; this one is for {min(own)}"

    return check_peer


def selects(selector: Resource, labels: Mapping[str, str]) -> bool:
    """Tell whether a selector selects what has these labels; an empty one selects everything."""
    wanted = selector.part("matchLabels")
    return all(labels.get(key) == wanted.get(key) for key in wanted.value) and all(
        _meets(each, labels) for each in selector.parts("matchExpressions")
    )


def _meets(expression: Resource, labels: Mapping[str, str]) -> bool:
    key, operator = expression.get("key"), expression.get("operator")
    values = [each.value for each in expression.parts("values")]
    if operator in ("Exists", "DoesNotExist"):
        return (key in labels) == (operator == "Exists")
    return (labels.get(key) in values) == (operator == "In")


RULE = StackRule(
    name="forbid-traffic-between-purposes",
    promise="No network policy lets training and serving reach each other.",
    severity=Severity.CRITICAL,
    remedy="select the policy's own namespace, or the system's, by its name; a model comes by promotion",
    references=(
        "NIST SP 800-53 AC-4",
        "NIST SP 800-53 SC-7(21)",
        "PCI DSS 1.3.1",
        "NSA/CISA Kubernetes Hardening: Network policies",
    ),
    types=(NETWORK_POLICY,),
    reads=(NAMESPACE,),
    check=check,
)
