"""Network policies from the topology's flows: everything closed both ways, then each flow and each listed need opened.

The job API, the dashboard and the served models are reached from the plan's `allowed_cidrs`, and where it names none
through the API server's port-forward alone, which ends in the pod's own node and which no policy sees. A served model
is also reached from the namespaces that its cluster names as `callers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.isolation import ends
from components.services.isolation.endpoints import EndpointRanges, endpoint_ways
from components.services.isolation.needs import ways_of_needs
from components.services.isolation.peers import peer_ways
from components.services.isolation.ways import EVERY_TCP_PORT, End, Way, deny_by_default, policies_of, port
from components.topology.model import CLIENT, OPERATOR, Cluster, Flow, Topology
from components.topology.places import own_namespaces

NO_RANGES: EndpointRanges = {}
ON_EVERY_NODE = frozenset({"nodes", "serve"})
"""Flows that lead to all nodes of a cluster: a proxy of Ray Serve answers on each. All others lead to its head."""


def network_policies(
    topology: Topology, platform: KubernetesPlatform, ranges: EndpointRanges = NO_RANGES
) -> tuple[Manifest, ...]:
    """Return every policy in a plan's namespaces; `ranges` are those behind the names of object stores' endpoints.

    Those in the namespaces of operators are with the operators.
    """
    own = own_namespaces(topology)
    rendered = [deny_by_default(topology, namespace) for namespace in own]
    for way in ways(topology, platform, ranges):
        rendered += (each for each in policies_of(topology, way) if each["metadata"]["namespace"] in own)
    return tuple(rendered)


def ways(topology: Topology, platform: KubernetesPlatform, ranges: EndpointRanges) -> Iterator[Way]:
    """Yield everything that is open: flows, what Kubernetes needs, endpoints of object stores, and joined networks."""
    clusters = {cluster.name: cluster for cluster in topology.clusters}
    yield from (_of_flow(topology, clusters, flow) for flow in topology.flows)
    yield from (_of_callers(topology, cluster) for cluster in topology.clusters if cluster.callers)
    yield from ways_of_needs(topology, platform)
    yield from endpoint_ways(topology, ranges, platform.buckets)
    yield from peer_ways(topology, platform.peers)


def _of_flow(topology: Topology, clusters: Mapping[str, Cluster], flow: Flow) -> Way:
    destination = clusters[flow.destination]
    reaches = ends.ray_nodes if flow.port_name in ON_EVERY_NODE else ends.head
    every = flow.port_name == "nodes"
    return Way(
        source=_source(topology, clusters, flow),
        destination=reaches(topology, destination),
        what=flow.port_name.replace("_", "-"),
        ports=EVERY_TCP_PORT if every else (port(getattr(destination.ports, flow.port_name)),),
        reason=flow.reason,
    )


def _of_callers(topology: Topology, cluster: Cluster) -> Way:
    """Applications of other namespaces ask the model; the job API, which `allowed_cidrs` opens too, stays closed."""
    return Way(
        source=ends.callers(cluster),
        destination=ends.ray_nodes(topology, cluster),
        what="serve",
        ports=(port(cluster.ports.serve),),
        reason="predictions are asked of the served model",
    )


def _source(topology: Topology, clusters: Mapping[str, Cluster], flow: Flow) -> End:
    if flow.source in (OPERATOR, CLIENT):
        return ends.outside(topology, flow.source)
    return ends.ray_nodes(topology, clusters[flow.source])
