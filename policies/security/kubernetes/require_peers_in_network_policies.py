"""A rule of a policy says with whom: one that does not is about everybody, inside the cluster and outside."""

from collections.abc import Callable, Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import NETWORK_POLICY
from policies.judge.unknown import each, together

PORTS = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 65535}}
OPERATORS = Setting(
    name="namespaces-of-operators",
    says="namespaces whose operators call the API server and answer it: no peer names its machines on every network",
    default=["kuberay-system", "kueue-system"],
    schema={"type": "array", "items": {"type": "string"}},
)
PORTS_OF_OPERATORS = Setting(
    name="ports-of-operators",
    says="ports of API servers and of webhooks: a rule about these alone may be about everybody in those namespaces",
    default=[443, 4443, 6443, 8443, 9443, 16443],
    schema=PORTS,
)
PORTS_OF_MACHINES = Setting(
    name="ports-of-machines",
    says="ports of an API server on machines that no peer names, as under Cilium: a way out to these alone may lead to "
    "anybody",
    default=[6443, 16443],
    schema=PORTS,
)


def check(policy: Resource) -> Iterator[str]:
    """Find rules about everybody, and peers that are."""
    yield from together(
        every("spec.ingress", _named(policy, "from")), every("spec.egress", _named(policy, "to"))
    )(policy)


def _named(policy: Resource, key: str) -> Callable[[Resource], Iterator[str]]:
    def check_rule(rule: Resource) -> Iterator[str]:
        peers = rule.parts(key)
        if not len(peers) and not _may_name_ports_alone(policy, rule, key):
            yield f"{rule.way} says nothing in {key}, which is everybody"
        yield from each(peers, _check_peer)

    return check_rule


def _may_name_ports_alone(policy: Resource, rule: Resource, key: str) -> bool:
    ports = {_single(port) for port in rule.parts("ports")}
    if key == "to" and ports and ports <= set(policy.said(PORTS_OF_MACHINES)):
        return True
    is_operator = policy.part("metadata").get("namespace") in policy.said(OPERATORS)
    return is_operator and bool(ports) and ports <= set(policy.said(PORTS_OF_OPERATORS))


def _single(port: Resource) -> object:
    """Return the number of one TCP port; a range from there, or another protocol, is no API server's."""
    is_one = port.get("endPort") is None and port.get("protocol") in {None, "TCP"}
    return port.get("port") if is_one else None


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
        "NIST SP 800-53 AC-4",
        "NIST SP 800-53 SC-7(5)",
        "PCI DSS 1.3.1",
        "NSA/CISA Kubernetes Hardening: Network policies",
    ),
    types=(NETWORK_POLICY,),
    settings=(OPERATORS, PORTS_OF_OPERATORS, PORTS_OF_MACHINES),
    check=check,
)  # fmt: skip
