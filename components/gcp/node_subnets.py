"""Which subnets of a plan nodes are in, or may be. Pure."""

from __future__ import annotations

from components.gcp.addresses import pods_of, zone_name
from components.gcp.network_limits import zones_of_pool
from components.topology.model import Topology


def node_subnets(topology: Topology) -> tuple[tuple[str, str], ...]:
    """Return (segment, zone) of every subnet that will have nodes, sorted: the others are no part of the cluster."""
    return tuple(
        sorted(
            {
                (cluster.segment, zone)
                for cluster in topology.clusters
                for pool in cluster.pools
                for zone in zones_of_pool(topology, pool)
            }
        )
    )


def attached_subnets(topology: Topology) -> tuple[tuple[str, str], ...]:
    """Return (segment, zone) of every subnet of the plan's own network that nodes may be in, sorted.

    All of them belong to the cluster, also where no pool is yet: GKE gives up no subnet in which a node pool stands,
    and pools go after the cluster is changed. So a cluster of the plan that goes takes no subnet along.
    """
    network, location = topology.network, topology.location or ""
    subnets = network.subnets if network else ()
    return tuple(sorted((each.segment, zone_name(location, each.zone)) for each in subnets if pods_of(each)))
