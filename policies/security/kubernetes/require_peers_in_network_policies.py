"""A rule of a policy says with whom: one that does not is about everybody, inside the cluster and outside."""

from collections.abc import Callable, Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import NETWORK_POLICY
from policies.judge.unknown import each, together


def _named(key: str) -> Callable[[Resource], Iterator[str]]:
    def check(rule: Resource) -> Iterator[str]:
        peers = rule.parts(key)
        if not len(peers):
            yield f"{rule.way} says nothing in {key}, which is everybody"
        yield from each(peers, _check_peer)

    return check


def _check_peer(peer: Resource) -> Iterator[str]:
    """Find a peer that is every pod of every namespace."""
    if peer.get("namespaceSelector") is None:
        return
    selectors = [peer.part(key) for key in ("namespaceSelector", "podSelector")]
    if not any(len(each.get(key) or ()) for each in selectors for key in ("matchLabels", "matchExpressions")):
        yield f"{peer.way} selects every pod of every namespace"


RULE = ResourceRule(
    name="require-peers-in-network-policies",
    promise="Every rule of a network policy says with whom.",
    severity=Severity.HIGH,
    remedy="select the pods, and their namespace by kubernetes.io/metadata.name, in from and to",
    references=(
        "CIS Kubernetes 5.3.2", "NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(5)", "PCI DSS 1.4.1",
        "NSA/CISA Kubernetes Hardening, Network policies",
    ),
    types=(NETWORK_POLICY,),
    check=together(every("spec.ingress", _named("from")), every("spec.egress", _named("to"))),
)  # fmt: skip
