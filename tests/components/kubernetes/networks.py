"""Services, their endpoints and node caches as clusters of several kinds have them."""

from collections.abc import Mapping
from typing import Any

from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

PODS = {"k8s-app": "kube-dns"}
"""What CoreDNS's pods wear almost everywhere."""


def udp(name: str, number: int, target: int | str) -> dict[str, Any]:
    """Return a port of a service."""
    return {"name": name, "protocol": "UDP", "port": number, "targetPort": target}


def tcp(name: str, number: int, target: int | str) -> dict[str, Any]:
    """Return a port of a service."""
    return {"name": name, "protocol": "TCP", "port": number, "targetPort": target}


def service(
    namespace: str,
    name: str,
    address: str,
    *ports: dict[str, Any],
    selector: Mapping[str, str] | None = PODS,
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a service; `labels` are its own, `selector` those of its pods."""
    spec = {"clusterIP": address, "clusterIPs": [address], "ports": list(ports), "selector": selector}
    return {"metadata": {"namespace": namespace, "name": name, "labels": labels or {}}, "spec": spec}


def slice_of(*addresses: str, kind: str = "IPv4", **ports: tuple[str, int]) -> dict[str, Any]:
    """Return the endpoints of a service; `ports` are (protocol, number) by name, "_" for "-"."""
    return {
        "addressType": kind, "endpoints": [{"addresses": [address]} for address in addresses],
        "ports": [
            {"name": name.replace("_", "-"), "protocol": of, "port": number} for name, (of, number) in ports.items()
        ],
    }  # fmt: skip


def put(simulated: SimulatedApiServer, found: dict[str, Any], *slices: dict[str, Any]) -> None:
    """Give the simulated API server a service and its endpoints."""
    namespace, name = found["metadata"]["namespace"], found["metadata"]["name"]
    simulated.add(f"/api/v1/namespaces/{namespace}/services/{name}", found)
    for number, each in enumerate(slices):
        labels = {"labels": {"kubernetes.io/service-name": name}}
        path = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices/{name}-{number}"
        simulated.add(path, {**each, "metadata": labels})


def node_cache(*arguments: str, host: bool = True) -> dict[str, Any]:
    """Return the DaemonSet of a NodeLocal DNSCache with these arguments, in the network of its nodes or not."""
    pod = {"hostNetwork": host, "containers": [{"name": "node-cache", "args": list(arguments)}]}
    template = {"metadata": {"labels": {"k8s-app": "node-local-dns"}}, "spec": pod}
    return {
        "metadata": {"namespace": "kube-system", "name": "node-local-dns"},
        "spec": {"template": template},
    }


KUBE_DNS = service(
    "kube-system",
    "kube-dns",
    "10.96.0.10",
    udp("dns", 53, 8053),
    tcp("dns-tcp", 53, 8053),
    tcp("metrics", 9153, 9153),
)
"""With the target port that Gardener's has; most have 53."""
OPENSHIFT_DNS = service(
    "openshift-dns", "dns-default", "172.30.0.10", udp("dns", 53, "dns"), tcp("dns-tcp", 53, "dns-tcp"),
    selector={"dns.operator.openshift.io/daemonset-dns": "default"},
)  # fmt: skip
RKE2_DNS = service(
    "kube-system", "rke2-coredns-rke2-coredns", "10.43.0.10", udp("udp-53", 53, "udp-53"), labels=PODS,
)  # fmt: skip
