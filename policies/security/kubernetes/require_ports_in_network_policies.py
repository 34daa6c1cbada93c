"""Between namespaces a policy opens the ports that are needed; all ports are for pods that are one program."""

from collections.abc import Callable, Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import NETWORK_POLICY
from policies.judge.unknown import each, together

NAME = "kubernetes.io/metadata.name"


def _direction(direction: str, key: str) -> Callable[[Resource], Iterator[str]]:
    def check(policy: Resource) -> Iterator[str]:
        own = policy.part("metadata").get("namespace")

        def one(rule: Resource) -> Iterator[str]:
            ports = rule.parts("ports")
            if len(ports) and all(port.get("port") is not None for port in ports):
                ranges = [port.place("endPort") for port in ports if port.get("endPort") is not None]
                yield from (f"{place} opens a range of ports" for place in ranges)
                return
            if not all(_is_at_home(peer, own) for peer in rule.parts(key)):
                yield f"{rule.place('ports')} opens every port to what is not in this namespace"

        yield from each(policy.part("spec").parts(direction), one)

    return check


def _is_at_home(peer: Resource, own: object) -> bool:
    if peer.get("ipBlock") is not None:
        return False
    selector = peer.get("namespaceSelector")
    return selector is None or peer.part("namespaceSelector").part("matchLabels").get(NAME) == own


RULE = ResourceRule(
    name="require-ports-in-network-policies",
    promise="Between namespaces, network policies open single ports.",
    severity=Severity.MEDIUM,
    remedy="list the ports with their protocol",
    references=("NIST SP 800-53 CM-7", "PCI DSS 1.2.5", "NSA/CISA Kubernetes Hardening: Network policies"),
    types=(NETWORK_POLICY,),
    check=together(_direction("ingress", "from"), _direction("egress", "to")),
)  # fmt: skip
