"""What the API server of a new cluster has, by path: its version, DNS, class of volumes, and the nodes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from components.kubernetes.checks import TESTED

Document = Mapping[str, Any]

VERSION = f"v{TESTED[0]}.{TESTED[1]}.0"
DRIVER = "cephfs.csi.ceph.com"
"""Of volumes that several pods share and that are encrypted: a cluster with another one is asked for that by `up`."""

IDENTITY = "simulated-cluster"
CLASS = "simulated"
SYSTEM, DNS, API = "kube-system", "kube-dns", "kubernetes"
DNS_PODS = {"k8s-app": "kube-dns"}

RULES = {
    "status": {
        "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
        "nonResourceRules": [],
        "incomplete": False,
    }
}
ALLOWED = {"status": {"allowed": True}}


def documents(nodes: Iterable[Document]) -> dict[str, Document]:
    """Return the objects of a cluster by path; what is no object is an empty list to whoever asks."""
    return {
        "/version": {"gitVersion": VERSION, "major": str(TESTED[0]), "minor": str(TESTED[1])},
        **{f"/api/v1/nodes/{node['metadata']['name']}": node for node in nodes},
        f"/api/v1/namespaces/{SYSTEM}": {"metadata": {"name": SYSTEM, "uid": IDENTITY}},
        "/api/v1/namespaces/default": {"metadata": {"name": "default", "uid": f"{IDENTITY}-default"}},
        f"/apis/storage.k8s.io/v1/storageclasses/{CLASS}": {
            "metadata": {
                "name": CLASS,
                "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
                "creationTimestamp": "2026-01-01T00:00:00Z",
            },
            "provisioner": DRIVER,
        },
        **_service("default", API, "10.96.0.1", [("https", "TCP", 443, 6443)], None, "192.0.2.1"),
        **_service(
            SYSTEM,
            DNS,
            "10.96.0.10",
            [("dns", "UDP", 53, 53), ("dns-tcp", "TCP", 53, 53)],
            DNS_PODS,
            "10.244.0.2",
        ),
    }


def _service(
    namespace: str,
    name: str,
    address: str,
    ports: list[tuple[str, str, int, int]],
    selector: Mapping[str, str] | None,
    behind: str,
) -> dict[str, Document]:
    """Return a service and its endpoints; `ports` are name, protocol, number and the one behind it."""
    spec = {
        "clusterIP": address,
        "clusterIPs": [address],
        "selector": selector,
        "ports": [
            {"name": called, "protocol": protocol, "port": port, "targetPort": target}
            for called, protocol, port, target in ports
        ],
    }
    slices = {
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": {"kubernetes.io/service-name": name},
        },
        "addressType": "IPv4",
        "endpoints": [{"addresses": [behind]}],
        "ports": [
            {"name": called, "protocol": protocol, "port": target} for called, protocol, _, target in ports
        ],
    }
    return {
        f"/api/v1/namespaces/{namespace}/services/{name}": {
            "metadata": {"name": name, "namespace": namespace, "labels": dict(selector or {})},
            "spec": spec,
        },
        f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices/{name}": slices,
    }
