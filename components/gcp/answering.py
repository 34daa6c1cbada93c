"""Where the pods of a cluster of Google Cloud find its API server, names, and the credentials of their identity.
Pure.
"""

from __future__ import annotations

from ipaddress import IPv4Network

from components.contract import Addresses, Pods, Port
from components.gcp.endpoints import GOOGLE_APIS

DNS = Pods(
    namespace="kube-system",
    labels={"k8s-app": "kube-dns"},
    ports=(Port(protocol="TCP", number=53), Port(protocol="UDP", number=53)),
)
HTTPS = (Port(protocol="TCP", number=443),)
METADATA = (
    Addresses(cidrs=("169.254.169.252/32",), ports=(Port(protocol="TCP", number=988),)),
    Addresses(cidrs=("169.254.169.254/32",), ports=(Port(protocol="TCP", number=80),)),
)
"""Where pods get the credentials of their identity, as GKE's metadata server answers with Dataplane V2
(cloud.google.com, "Control communication between Pods and Services using network policies").
"""
CREDENTIALS = (*METADATA, Addresses(cidrs=(GOOGLE_APIS,), ports=HTTPS))
"""Also where stores are: a pod reaches no other service of Google's, and what it may there its identity says."""


def api_server(nodes: str, services: str) -> tuple[Addresses, ...]:
    """Return where the API server answers: the first address of `services` is always its, its own is among `nodes`."""
    return (Addresses(cidrs=(f"{IPv4Network(services)[1]}/32", nodes), ports=HTTPS),)
