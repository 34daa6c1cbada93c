"""What Cilium, where it is the network of a cluster, makes of ranges of addresses in network policies.

It knows the machines of the cluster itself by identities of its own, and no range names these, not even that of all
addresses, unless its configuration says so (docs.cilium.io, "Network Policy", CIDR based: policyCIDRMatchMode).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from components.contract import Addresses, Anywhere
from components.kubernetes.access import Access, NoCluster

AGENT = "k8s-app=cilium"
CONFIGURATION = "cilium-config"
MATCH_MODE, NODES = "policy-cidr-match-mode", "nodes"


def hides_machines(access: Access) -> bool:
    """Return whether no range in a network policy names a machine of the cluster. Raises NoCluster."""
    for agent in access.listed("/apis/apps/v1/daemonsets", labelSelector=AGENT):
        return NODES not in _match_mode(access, agent["metadata"]["namespace"])
    return False


def _match_mode(access: Access, namespace: str) -> str:
    try:
        found = access.get(f"/api/v1/namespaces/{namespace}/configmaps/{CONFIGURATION}")
    except NoCluster:  # who may not read it cannot know better than what Cilium does by itself
        return ""
    return str((found.get("data") or {}).get(MATCH_MODE, ""))


def unnamed(places: Iterable[Addresses], machines: frozenset[str]) -> Iterator[Addresses | Anywhere]:
    """Yield the places, and instead of those at `machines`, which are ranges of one address each, their ports."""
    for place in places:
        if named := tuple(cidr for cidr in place.cidrs if cidr not in machines):
            yield Addresses(cidrs=named, ports=place.ports)
        if len(named) < len(place.cidrs):
            yield Anywhere(ports=place.ports)


def note(places: Iterable[Addresses | Anywhere]) -> str | None:
    """Return what to tell of an API server that no range names, or None."""
    numbers = sorted({port.number for place in places if isinstance(place, Anywhere) for port in place.ports})
    if not numbers:
        return None
    return (
        f"Cilium lets no range of addresses name the machines of the API server, so pods that ask it may reach port "
        f"{' and '.join(map(str, numbers))} anywhere; for a narrower way have the cluster's owner set Cilium's value "
        "policyCIDRMatchMode to nodes, and run `up` again"
    )
