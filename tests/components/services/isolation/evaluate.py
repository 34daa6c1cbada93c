"""What NetworkPolicy objects let through, by the rules of Kubernetes alone: it knows nothing of plans.

Policies add up. A pod that no policy of a direction selects is open in that direction. A connection passes where the
egress of its source and the ingress of its destination both let it through.
"""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

Manifest = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One end of a connection: a pod where `namespace` is given, else an address outside the cluster."""

    name: str
    address: str
    namespace: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, kw_only=True)
class Port:
    """Where a connection leads: a number of a protocol."""

    number: int
    protocol: str = "TCP"


class Evaluator:
    """Answers which connections a set of policies lets through; `namespaces` are the labels of each."""

    def __init__(self, policies: Iterable[Manifest], namespaces: Mapping[str, Mapping[str, str]]) -> None:
        self._namespaces = namespaces
        self._policies: dict[str, list[Manifest]] = {}
        self._selecting: dict[tuple[str, str], list[Manifest]] = {}
        for policy in policies:
            assert policy["kind"] == "NetworkPolicy" and policy["apiVersion"] == "networking.k8s.io/v1"
            self._policies.setdefault(policy["metadata"]["namespace"], []).append(policy)

    def allows(self, source: Peer, destination: Peer, port: Port) -> bool:
        """Return whether `source` may open a connection to `destination` on `port`."""
        return port in self.open_ports(source, destination, {port})

    def open_ports(self, source: Peer, destination: Peer, ports: Set[Port]) -> Set[Port]:
        """Return on which of `ports` `source` may open connections to `destination`."""
        if source.name == destination.name:
            return ports  # a pod always reaches itself
        for pod, other, direction in ((source, destination, "Egress"), (destination, source, "Ingress")):
            rules = self._ports_for(pod, other, direction)
            if rules is not None:
                ports = {port for port in ports for rule in rules if _is_among(rule, port)}
            if not ports:
                break
        return ports

    def _ports_for(self, pod: Peer, other: Peer, direction: str) -> list[Sequence[Manifest]] | None:
        """Return the `ports` of every rule that holds between two peers, or None where no policy selects the pod."""
        if pod.namespace is None or not self._policies_of(pod, direction):
            return None
        namespace, side = pod.namespace, "to" if direction == "Egress" else "from"
        return [
            rule.get("ports", [])
            for spec in self._policies_of(pod, direction)
            for rule in spec.get(direction.lower(), [])
            if not rule.get(side) or any(self._is(peer, other, namespace) for peer in rule[side])
        ]

    def _policies_of(self, pod: Peer, direction: str) -> list[Manifest]:
        key = (pod.name, direction)
        if key not in self._selecting:
            self._selecting[key] = [
                policy["spec"]
                for policy in self._policies.get(str(pod.namespace), [])
                if direction in _types(policy["spec"]) and selects(policy["spec"]["podSelector"], pod.labels)
            ]
        return self._selecting[key]

    def _is(self, peer: Manifest, other: Peer, own_namespace: str) -> bool:
        if "ipBlock" in peer:
            assert set(peer) == {"ipBlock"}, "the API server refuses an ipBlock beside selectors"
            return _within(peer["ipBlock"], other.address)
        assert peer, "the API server refuses an empty peer"
        if other.namespace is None:
            return False
        if "namespaceSelector" in peer:
            if not selects(peer["namespaceSelector"], self._namespaces[other.namespace]):
                return False
        elif other.namespace != own_namespace:
            return False
        return selects(peer.get("podSelector", {}), other.labels)


def _types(spec: Manifest) -> Sequence[str]:
    return spec.get("policyTypes") or ["Ingress", *(["Egress"] if "egress" in spec else [])]


def _within(block: Manifest, address: str) -> bool:
    found = ipaddress.ip_address(address)
    excepted = any(found in ipaddress.ip_network(each) for each in block.get("except", []))
    return found in ipaddress.ip_network(block["cidr"]) and not excepted


def _is_among(rules: Sequence[Manifest], port: Port) -> bool:
    return not rules or any(_is_port(each, port) for each in rules)


def _is_port(rule: Manifest, port: Port) -> bool:
    if rule.get("protocol", "TCP") != port.protocol:
        return False
    if "port" not in rule:
        return True
    low = rule["port"]
    assert isinstance(low, int), "names of ports are not used here"
    return low <= port.number <= rule.get("endPort", low)


def selects(selector: Manifest, labels: Mapping[str, str]) -> bool:
    """Return whether a label selector selects; an empty one selects everything."""
    wanted = selector.get("matchLabels", {})
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_expression_holds(each, labels) for each in selector.get("matchExpressions", []))


def _expression_holds(expression: Manifest, labels: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values", [])
    match expression["operator"]:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case other:
            raise AssertionError(f"there is no operator {other}")
