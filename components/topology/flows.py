"""Who may open a connection to whom: everything that is not listed here is closed.

No flow crosses between two clusters, whatever their purpose: a model crosses by promotion, through stores.
Stores are no ends of flows: a right says who reaches one, and each target turns that into a mount or a route.
Ray's client port and its metrics ports, which ask for no token, are listed for nobody outside.
"""

from collections.abc import Iterable, Mapping

from components.topology.model import CLIENT, OPERATOR, Flow


def flows(purposes: Mapping[str, str]) -> tuple[Flow, ...]:
    """Return the flows of all clusters, sorted; `purposes` maps a cluster to its purpose."""
    listed = [flow for cluster, purpose in purposes.items() for flow in _of_cluster(cluster, purpose)]
    return tuple(sorted(listed, key=lambda flow: (flow.source, flow.destination, flow.port_name)))


def _of_cluster(cluster: str, purpose: str) -> Iterable[Flow]:
    yield _flow(
        OPERATOR, cluster, "job_api", "jobs are submitted and deployments made with the cluster's token"
    )
    yield _flow(cluster, cluster, "gcs", "the nodes of one cluster register with their head")
    yield _flow(cluster, cluster, "nodes", "the nodes of one cluster exchange tasks and objects")
    if purpose == "serving":
        yield _flow(CLIENT, cluster, "serve", "predictions are asked of the served model")


def _flow(source: str, destination: str, port_name: str, reason: str) -> Flow:
    return Flow(source=source, destination=destination, protocol="tcp", port_name=port_name, reason=reason)
