"""Where a cluster's API server and its DNS answer, as the cluster itself says it; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network
from typing import Any

from components.contract import Addresses, Anywhere
from components.kubernetes import cilium
from components.kubernetes.access import Access, Missing, NoCluster
from components.kubernetes.endpoints import (
    DNS_PORT,
    DNS_PORTS,
    Answering,
    Object,
    UnknownPort,
    answering,
    caching,
    cidrs,
)
from components.topology.errors import TopologyError

KEY = "groundplan:dns"
"""What the stack's configuration may say of the DNS: services as NAMESPACE/NAME, addresses, with commas between."""
HOW = f"set {KEY} to NAMESPACE/NAME of its service, to addresses, or to several of these with commas between"

SYSTEM = "kube-system"
DNS_SERVICES = ((SYSTEM, "kube-dns"), ("openshift-dns", "dns-default"))
"""(namespace, name): kubeadm, k3s, k0s, MicroK8s and the clouds keep the name of what CoreDNS replaced."""
DNS_LABELS = ("k8s-app=kube-dns", "kubernetes.io/name=CoreDNS")
"""What a DNS under another name wears, as in RKE2 and Kubespray; the second one is of CoreDNS's own chart."""


def api_server(access: Access, nodes: Iterable[Object] = ()) -> tuple[Addresses | Anywhere, ...]:
    """Return where the API server answers: at its service's addresses, and at those of the machines behind it.

    Where these are among `nodes` and no range names those, only their ports are told.
    """
    service = access.get(_path("default", "kubernetes"))
    answers = answering(service, _slices(access, service), service["spec"].get("ports") or ())
    found = tuple(place for place in answers if isinstance(place, Addresses))
    if not cilium.hides_machines(access):
        return found
    return tuple(cilium.unnamed(found, frozenset(cidrs(_machines(nodes)))))


def dns(access: Access, named: str | None, nodes: Iterable[Object]) -> tuple[Answering, ...]:
    """Return where pods ask for names; nothing where neither `named`, of the form of KEY, nor the cluster tells it.

    `nodes` are the cluster's. Raises NoCluster where `named` names nothing, or a port has a name that nothing explains.
    """
    machines = _machines(nodes)
    found: list[Answering] = []
    if named:
        addresses, services = _named(access, named)
        found += [Addresses(cidrs=cidrs(addresses), ports=DNS_PORTS)] if addresses else []
    else:
        services = list(_services(access))
    for service in services:
        meant = [port for port in service["spec"].get("ports") or () if port["port"] == DNS_PORT]
        try:
            found += answering(service, _slices(access, service), meant, machines)
        except UnknownPort as error:
            raise NoCluster(f"{error}; wait for its pods, or {HOW}") from error
    if not named:
        for daemon_set in access.listed(f"/apis/apps/v1/namespaces/{SYSTEM}/daemonsets"):
            found += caching(daemon_set)
    return tuple(place for number, place in enumerate(found) if place not in found[:number])


def dns_errors(found: Sequence[Answering]) -> list[TopologyError]:
    """Return the refusal of a cluster whose DNS nothing tells: every way to it would be closed."""
    if found:
        return []
    known = " or ".join(f"{namespace}/{name}" for namespace, name in DNS_SERVICES)
    return [
        TopologyError(
            path="target",
            asked="pods find each other and their stores by name, and the cluster shows no DNS",
            allowed=f"a service {known}, or one with the label {' or '.join(DNS_LABELS)}",
            remedy=f"install CoreDNS, or {HOW} (`pulumi config set {KEY} ...`)",
        )
    ]


def _machines(nodes: Iterable[Object]) -> frozenset[str]:
    """Return the addresses of nodes, which tell their names among them."""
    told = (each for node in nodes for each in (node.get("status") or {}).get("addresses") or ())
    return frozenset(each["address"] for each in told if each["type"].endswith("IP"))


def _named(access: Access, named: str) -> tuple[list[str], list[Object]]:
    addresses: list[str] = []
    services: list[Object] = []
    for word in filter(None, map(str.strip, named.split(","))):
        try:
            network = ip_network(word, strict=False)
        except ValueError:
            services.append(_service(access, word, named))
            continue
        if network.prefixlen == 0:
            raise NoCluster(f'{KEY} is "{named}", and {word} is every address there is; name the DNS alone')
        addresses.append(str(network))
    return addresses, services


def _service(access: Access, word: str, named: str) -> dict[str, Any]:
    namespace, _, name = word.partition("/")
    if not namespace or not name or "/" in name:
        raise NoCluster(f'{KEY} is "{named}", and "{word}" is neither an address nor a service; {HOW}')
    try:
        found = access.get(_path(namespace, name))
    except Missing as error:
        raise NoCluster(
            f'{KEY} is "{named}", and the cluster has no service {name} in the namespace {namespace}; {HOW}'
        ) from error
    if not any(port["port"] == DNS_PORT for port in found["spec"].get("ports") or ()):
        raise NoCluster(
            f'{KEY} is "{named}", and the service {word} does not listen on port {DNS_PORT}; {HOW}'
        )
    return found


def _services(access: Access) -> Iterator[Object]:
    for namespace, name in DNS_SERVICES:
        try:
            yield access.get(_path(namespace, name))
        except Missing:
            continue
        return
    for label in DNS_LABELS:
        yield from access.listed("/api/v1/services", labelSelector=label)


def _path(namespace: str, name: str) -> str:
    return f"/api/v1/namespaces/{namespace}/services/{name}"


def _slices(access: Access, service: Object) -> list[Object]:
    namespace, name = service["metadata"].get("namespace", "default"), service["metadata"]["name"]
    path = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
    return list(access.listed(path, labelSelector=f"kubernetes.io/service-name={name}"))
