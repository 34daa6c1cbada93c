"""Refuses a change that takes subnets from a cluster while its node pools stand there. It asks, and changes nothing.

GKE takes a subnet from a cluster only once no node pool uses it (Kubernetes Engine API, AdditionalIPRangesConfig), and
the engine changes the cluster first and removes node pools last. So whoever takes a zone away removes these by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from components.gcp import names, settings
from components.gcp.account import Account, open_account
from components.gcp.adopted_subnets import AdoptedSubnets
from components.gcp.node_subnets import attached_subnets, node_subnets
from components.rest import Absent
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.rights import SYSTEM


def refusals(configured: Callable[[str], Any], topology: Topology) -> list[TopologyError]:
    """Return the refusal of a plan that leaves subnets in which nodes stand, or none. Raises CannotAsk, NoCredentials.

    Raises TopologyErrors where the configuration tells of a network in another form.
    """
    if topology.network is None:
        return []
    adopted = settings.adopted(topology, configured(settings.WHERE))
    return refusals_by(open_account(configured), topology, adopted)


def refusals_by(account: Account, topology: Topology, adopted: AdoptedSubnets | None) -> list[TopologyError]:
    """Return the same of a project. Raises CannotAsk, NoCredentials."""
    cluster, location = names.own(topology, limit=names.CLUSTER_LIMIT), topology.location or ""
    path = f"/v1/projects/{account.project}/locations/{location}/clusters/{cluster}"
    try:
        there = account.service("container").get(path)
    except Absent:
        return []
    left = leaving(there.get("nodePools") or (), _kept(topology, adopted))
    path = f"{settings.WHERE}.network" if adopted is not None else "network.zones"
    return [_refusal(path, left, cluster, location, account.project)] if left else []


def _kept(topology: Topology, adopted: AdoptedSubnets | None) -> set[str]:
    """Return the names of the subnets that the cluster has by the plan."""
    if adopted is None:
        own = {names.own(topology, f"{segment}-{zone}") for segment, zone in attached_subnets(topology)}
        return {*own, names.own(topology, SYSTEM)}
    paths = [adopted.subnet_ids[segment][zone] for segment, zone in node_subnets(topology)]
    return {path.rpartition("/")[2] for path in (*paths, adopted.system_subnet_id)}


def leaving(node_pools: Iterable[Mapping[str, Any]], kept: set[str]) -> Mapping[str, str]:
    """Return the node pools that stand in subnets of which a plan keeps none: name -> name of the subnet, sorted."""
    subnets = {
        str(pool["name"]): str((pool.get("networkConfig") or {}).get("subnetwork") or "").rpartition("/")[2]
        for pool in node_pools
    }
    return {name: subnet for name, subnet in sorted(subnets.items()) if subnet and subnet not in kept}


def _refusal(path: str, left: Mapping[str, str], cluster: str, location: str, project: str) -> TopologyError:
    return TopologyError(
        path=path,
        asked=f"the plan has no subnet {', '.join(sorted(set(left.values())))} any more, and node pools stand there",
        allowed="Google Cloud takes no subnet from a cluster in which a node pool stands",
        remedy=(
            f"once nothing runs there, for each of {', '.join(left)} run `gcloud container node-pools delete NAME "
            f"--cluster {cluster} --region {location} --project {project}`, or give the plan back what it had there"
        ),
    )
