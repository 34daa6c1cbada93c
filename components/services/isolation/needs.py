"""The ways that no flow of the topology tells, because they are Kubernetes' own: each listed, none implied.

Kubelets reach the pods of their node, for probes and for `kubectl port-forward`, whatever policies say.
"""

from __future__ import annotations

from collections.abc import Iterator

from components.contract import KubernetesPlatform
from components.services.isolation import ends
from components.services.isolation.ways import EVERY_TCP_PORT, End, Way, answering_ways, way
from components.topology import pod_ports
from components.topology.model import Cluster, Right, Topology
from components.topology.places import REGISTRY, observability_namespace, own_namespaces, registry_namespace
from components.topology.pools import has_gpus, scales

GPU_METRICS_PORT = 9400
KUEUE_METRICS_PORT = 8443


def ways_of_needs(topology: Topology, platform: KubernetesPlatform) -> Iterator[Way]:
    """Yield every way that pods of a plan need to live on Kubernetes at all."""
    for namespace in own_namespaces(topology):
        reason = "pods find each other and their stores by name"
        yield from answering_ways(ends.every_pod(namespace), "dns", platform.dns, reason)
        reason = "pods get the credentials of their identity, which their own rights bound"
        yield from answering_ways(ends.every_pod(namespace), "credentials", platform.credentials, reason)
    for cluster in topology.clusters:
        yield from _of_cluster(topology, platform, cluster)
        yield from _of_control(topology, platform, cluster)
    yield from _of_registry(topology)
    yield from _of_observability(topology, platform)


def _of_cluster(topology: Topology, platform: KubernetesPlatform, cluster: Cluster) -> Iterator[Way]:
    head, nodes = ends.head(topology, cluster), ends.ray_nodes(topology, cluster)
    store, clean_up = ends.fault_tolerance(topology, cluster), ends.clean_up(topology, cluster)
    scraper = ends.prometheus(topology, platform)
    asked = [
        cluster.ports.job_api,
        pod_ports.AGENT,
        *([cluster.ports.serve] if cluster.purpose == "serving" else []),
    ]
    kept, sent = [pod_ports.FAULT_TOLERANCE], [pod_ports.LOGS]
    yield way(ends.kuberay(platform), head, "api", asked, "the operator asks after jobs and deployments")
    yield way(head, store, "redis", kept, "a head that starts anew reads what the last one knew")
    yield way(clean_up, store, "redis", kept, "KubeRay empties the store when the cluster is deleted")
    yield way(nodes, ends.logs(topology, cluster), "logs", sent, "logs are kept beyond their pods")
    yield way(scraper, nodes, "metrics", [pod_ports.METRICS], "metrics of the nodes")
    # On the head alone; nodes that the autoscaler waits for are counted there.
    told_by_head = [cluster.ports.autoscaler_metrics, cluster.ports.dashboard_metrics]
    yield way(scraper, head, "metrics", told_by_head, "metrics of the autoscaler and the dashboard")


def _of_control(topology: Topology, platform: KubernetesPlatform, cluster: Cluster) -> Iterator[Way]:
    head = ends.head(topology, cluster)
    if scales(cluster):
        yield from to_api_server(head, platform, "the autoscaler changes how many workers there are")
    if cluster.idle_stop_s is not None:
        watcher, reason = ends.idle_stop(topology, cluster), "a cluster that nobody uses is stopped"
        yield way(watcher, head, "job-api", [cluster.ports.job_api], reason)
        yield from to_api_server(watcher, platform, reason)


def to_api_server(source: End, platform: KubernetesPlatform, reason: str) -> Iterator[Way]:
    """Yield the ways on which pods ask the API server."""
    return answering_ways(source, "api-server", platform.api_server, reason)


def _of_registry(topology: Topology) -> Iterator[Way]:
    namespace = registry_namespace(topology)
    if namespace is None:
        return
    server, database = ends.registry(namespace), ends.registry_database(namespace)
    writers = {right.identity for right in topology.rights if _holds_a_registry(topology, right)}
    for cluster in topology.clusters:
        if cluster.identity in writers:
            trainer, reason = ends.ray_nodes(topology, cluster), "training registers versions of models"
            yield way(trainer, server, "https", [pod_ports.REGISTRY], reason)
    for promotion in ends.promotions(topology):
        yield way(
            promotion, server, "https", [pod_ports.REGISTRY], "promotion fetches the version to be served"
        )
    yield way(
        server, database, "database", [pod_ports.DATABASE], "the registry keeps its records in a database"
    )


def _holds_a_registry(topology: Topology, right: Right) -> bool:
    return any(store.name == right.store and store.holds == REGISTRY for store in topology.stores)


def _of_observability(topology: Topology, platform: KubernetesPlatform) -> Iterator[Way]:
    everyone = ends.every_pod(observability_namespace(topology))
    reason = "dashboards ask for metrics, and metrics raise alerts"
    yield Way(source=everyone, destination=everyone, what="any", ports=EVERY_TCP_PORT, reason=reason)
    if "prometheus" not in platform.present:
        reason = "who finds targets, counts objects or reads dashboards asks the API server"
        yield from to_api_server(ends.api_users(topology), platform, reason)
    scraped = []
    if has_gpus(topology):
        scraped.append((ends.gpu_exporter(), GPU_METRICS_PORT))
    if "kuberay" not in platform.present:
        scraped.append((ends.kuberay(platform), pod_ports.METRICS))
    if topology.queues and "kueue" not in platform.present:
        scraped.append((ends.kueue(), KUEUE_METRICS_PORT))
    for destination, number in scraped:
        scraper, reason = ends.prometheus(topology, platform), "metrics of what serves the clusters"
        yield way(scraper, destination, "metrics", [number], reason)
