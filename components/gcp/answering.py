"""Where pods of a cluster of Google Cloud find its API server, names, buckets and the credentials of their identity."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network

import pulumi

from components.contract import Addresses, Bucket, Pods, Port
from components.gcp.endpoints import GOOGLE_APIS

_NAMES = (Port(protocol="TCP", number=53), Port(protocol="UDP", number=53))
DNS = (
    Pods(namespace="kube-system", labels={"k8s-app": "kube-dns"}, ports=_NAMES),
    Pods(namespace="kube-system", labels={"k8s-app": "node-local-dns"}, ports=_NAMES),
    Addresses(cidrs=("169.254.20.10/32",), ports=_NAMES),
)
"""Where pods find names: the cache of their node, which GKE puts in the way by itself (docs.cloud.google.com, "Set up
NodeLocal DNSCache": from 1.34.1-gke.3720000 on), and what it asks. Dataplane V2 judges a packet by the pod that gets
it, whatever address was asked.
"""
HTTPS = (Port(protocol="TCP", number=443),)
CREDENTIALS = (
    Addresses(cidrs=("169.254.169.252/32",), ports=(Port(protocol="TCP", number=988),)),
    Addresses(cidrs=("169.254.169.254/32",), ports=(Port(protocol="TCP", number=80),)),
)
"""Where pods get the credentials of their identity, as GKE's metadata server answers with Dataplane V2
(cloud.google.com, "Control communication between Pods and Services using network policies").
"""


def api_server(nodes: str, services: str) -> tuple[Addresses, ...]:
    """Return where the API server answers: the first address of `services` is always its, its own is among `nodes`."""
    return (Addresses(cidrs=(f"{IPv4Network(services)[1]}/32", nodes), ports=HTTPS),)


def buckets(store_ids: Mapping[str, pulumi.Output[str]]) -> Mapping[str, Bucket]:
    """Return the stores of objects by name; they answer where all of Google's services do."""
    return {
        store: Bucket(uri=pulumi.Output.concat("gs://", name), ranges=(GOOGLE_APIS,))
        for store, name in store_ids.items()
    }
