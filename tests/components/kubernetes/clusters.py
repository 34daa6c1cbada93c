"""What was gathered from a cluster, as the tests of checks and of the platform need it."""

from typing import Any

from components.contract import Addresses, Pods, Port
from components.kubernetes.access import Access
from components.kubernetes.endpoints import DNS_PORTS
from components.kubernetes.gathering import Inventory, StorageFacts
from components.kubernetes.operators import Operator
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import kubernetes_plan, six_nodes

STACK_ID = "team-ada"
MADE_BY = {"groundplan-stack": STACK_ID}
OURS = {"app.kubernetes.io/managed-by": "groundplan", "groundplan-plan": "atlas", **MADE_BY}
THEIRS = {**OURS, "groundplan-stack": "team-bob"}
"""Of another stack, which has a plan of the same name."""
DNS = Pods(namespace="kube-system", labels={"k8s-app": "kube-dns"}, ports=DNS_PORTS)
STORAGE = StorageFacts(name="standard", driver="ebs.csi.aws.com", parameters={"type": "gp3"})


def topology(**changed: Any) -> Topology:
    """Return the topology of the small plan on six nodes."""
    return resolve(kubernetes_plan(**changed), six_nodes(), stack_id=STACK_ID)


def running(*services: str, is_available: bool = True) -> dict[str, tuple[Operator, ...]]:
    """Return the operators of services as they are found in a cluster that has them."""
    return {
        service: (Operator(place=f"{service}-system/{service}", is_available=is_available),)
        for service in services
    }


def gathered(**changed: Any) -> Inventory:
    """Return a cluster that lacks nothing, with what the test changes."""
    api: Any = None
    access = Access(api=api, kubeconfig="the whole kubeconfig", context="here", server="https://192.0.2.1")
    usual: dict[str, Any] = {
        "facts": six_nodes(), "access": access, "identity": "the-cluster", "version": "v1.34.1", "kinds": {},
        "namespaces": {"kube-system": {}}, "storage": STORAGE, "missing_rights": frozenset(),
        "api_server": (Addresses(cidrs=("192.0.2.1/32",), ports=(Port(protocol="TCP", number=6443),)),), "dns": (DNS,),
    }  # fmt: skip
    return Inventory(**{**usual, **changed})
