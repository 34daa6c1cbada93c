"""Every kind of end that a connection can have, and what ought to be open between them, told without any policy."""

import itertools
from collections.abc import Iterator

from components.topology.model import Cluster, Topology
from components.topology.places import own_namespaces
from tests.components.services.isolation.evaluate import Peer
from tests.components.services.isolation.topologies import OBJECTS

NAMED_STORE = "198.51.100.200"
"""What the name of an object store resolves to."""
EVERY_PORT = frozenset(range(65536))
ELSEWHERE = (
    "kuberay-system",
    "kueue-system",
    "kube-system",
    "default",
    "shop",
    "objects",
    "gpu-operator",
    "monitoring",
)
"""Namespaces that are not the plan's."""

ADDRESSES = {
    "office": "203.0.113.5", "internet": "8.8.8.8", "api-server": "172.16.0.1", "api-service": "10.96.0.1",
    "objects-address": OBJECTS, "named-objects": NAMED_STORE, "node-dns": "169.254.20.10", "dns-service": "10.96.0.10",
    "metadata-service": "169.254.169.254",
}  # fmt: skip
OTHERS = {
    "kuberay": ("kuberay-system", {"app.kubernetes.io/component": "kuberay-operator"}),
    "false-kuberay": ("default", {"app.kubernetes.io/component": "kuberay-operator"}),
    "their-prometheus": ("monitoring", {"app.kubernetes.io/name": "prometheus"}),
    "kueue": ("kueue-system", {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}),
    "dns": ("kube-system", {"k8s-app": "kube-dns"}),
    "neighbour": ("default", {}),
    "shop": ("shop", {}),
    "minio": ("objects", {"app": "minio"}),
    "exporter": ("gpu-operator", {"app": "nvidia-dcgm-exporter"}),
    "chart-operator": (
        "atlas-observability",
        {"app.kubernetes.io/name": "kube-prometheus-stack-prometheus-operator"},
    ),
    "alertmanager": ("atlas-observability", {"app.kubernetes.io/name": "alertmanager"}),
    "prometheus": ("atlas-observability", {"app.kubernetes.io/name": "prometheus"}),
    "grafana": ("atlas-observability", {"app.kubernetes.io/name": "grafana"}),
    "counter": ("atlas-observability", {"app.kubernetes.io/name": "kube-state-metrics"}),
    "registry": ("atlas-registry", {"groundplan-role": "registry"}),
    "database": ("atlas-registry", {"groundplan-role": "registry-database"}),
    "registry/stranger": ("atlas-registry", {}),
}

DNS_ENDS = frozenset({"dns", "dns-service", "node-dns"})

Granted = dict[tuple[str, str], set[int] | frozenset[int]]


def peers(plan: Topology) -> list[Peer]:
    """Every kind of end there is, among them pods that wear labels of ours in namespaces that are not."""
    count = itertools.count(1)
    found = [peer for each in plan.clusters for peer in _of_cluster(each, count)]
    has_registry = any(each.holds == "registry" for each in plan.stores)
    for name, (namespace, labels) in OTHERS.items():
        if namespace != "atlas-registry" or has_registry:
            found.append(
                Peer(name=name, address=f"10.244.0.{next(count)}", namespace=namespace, labels=labels)
            )
    return found + [Peer(name=name, address=address) for name, address in ADDRESSES.items()]


def _of_cluster(each: Cluster, count: Iterator[int]) -> Iterator[Peer]:
    roles = ("fault-tolerance", "submitter", "promotion", "idle-stop", "logs", "stranger")
    wearing = {role: {"groundplan-role": role} for role in roles}
    for kind in ("head", "worker", "redis-cleanup"):
        wearing[kind] = {"groundplan-cluster": each.name, "ray.io/node-type": kind}
    places = dict.fromkeys(wearing, f"atlas-{each.name}") | {"impostor": "default"}
    for name, namespace in places.items():
        labels = wearing.get(name, wearing["head"])
        address = f"10.244.0.{next(count)}"
        yield Peer(name=f"{each.name}/{name}", address=address, namespace=namespace, labels=labels)


def granted(plan: Topology) -> Granted:
    """TCP ports by (source, destination): from the topology's flows and rights, and the list of needs."""
    ways: Granted = {}
    for open_ways in (
        _by_flows(plan),
        *(_by_needs(plan, each) for each in plan.clusters),
        _beside(plan),
        _by_rights(plan),
        _of_operators(plan),
    ):
        for way, ports in open_ways:
            ways[way] = ways.get(way, frozenset()) | ports
    return ways


def closed(plan: Topology) -> frozenset[str]:
    """The namespaces in which a plan closes what it does not open: its own, and those of operators that it brings."""
    of_kueue = ["kueue-system"] if plan.queues else []
    return frozenset({*own_namespaces(plan), "kuberay-system", *of_kueue})


def _of_operators(plan: Topology) -> Iterator[tuple[tuple[str, str], set[int]]]:
    """Operators reach the ports of an API server wherever it may be, and anybody reaches Kueue's webhooks."""
    shut = closed(plan)
    others = [each.name for each in peers(plan) if each.namespace not in shut]
    for operator in ["kuberay", *(["kueue"] if plan.queues else [])]:
        for name in others:
            yield (operator, name), {443, 6443}
    if plan.queues:
        for name in others:
            yield (name, "kueue"), {9443}


def nodes(cluster: str) -> list[str]:
    return [f"{cluster}/head", f"{cluster}/worker"]


def _by_flows(plan: Topology) -> Iterator[tuple[tuple[str, str], set[int] | frozenset[int]]]:
    outside = ["office"] if plan.allowed_cidrs else []
    ends = {each.name: nodes(each.name) for each in plan.clusters} | {"operator": outside, "client": outside}
    numbers = {"gcs": {6379}, "job_api": {8265}, "serve": {8000}, "nodes": EVERY_PORT}
    for each in plan.clusters:
        for way in itertools.product(each.callers and ["shop"], nodes(each.name)):
            yield way, {8000}
    for flow in plan.flows:
        reached = (
            nodes(flow.destination) if flow.port_name in ("nodes", "serve") else [f"{flow.destination}/head"]
        )
        for way in itertools.product(ends[flow.source], reached):
            yield way, numbers[flow.port_name]


def _by_needs(plan: Topology, each: Cluster) -> Iterator[tuple[tuple[str, str], set[int]]]:
    head, store = f"{each.name}/head", f"{each.name}/fault-tolerance"
    serving = each.purpose == "serving"
    yield ("kuberay", head), {8265, 52365, *([8000] if serving else [])}
    yield (head, store), {6379}
    yield (f"{each.name}/redis-cleanup", store), {6379}
    for node in nodes(each.name):
        yield (node, f"{each.name}/logs"), {24224}
    yield ("prometheus", head), {8080, 44217, 44227}
    yield ("prometheus", f"{each.name}/worker"), {8080}
    if any(pool.maximum > pool.count for pool in each.pools):
        yield from _to_api_server(head)
    if each.idle_stop_s is not None:
        yield (f"{each.name}/idle-stop", head), {8265}
        yield from _to_api_server(f"{each.name}/idle-stop")
    if serving:
        yield (f"{each.name}/promotion", "registry"), {5000}
    elif any(right.identity == each.name and right.store == "registry" for right in plan.rights):
        for node in nodes(each.name):
            yield (node, "registry"), {5000}


def _to_api_server(source: str) -> Iterator[tuple[tuple[str, str], set[int]]]:
    yield (source, "api-service"), {443}
    yield (source, "api-server"), {6443}


def _beside(plan: Topology) -> Iterator[tuple[tuple[str, str], set[int] | frozenset[int]]]:
    yield ("registry", "database"), {5432}
    observing = ["prometheus", "counter", "grafana", "chart-operator", "alertmanager"]
    for way in itertools.permutations(observing, 2):
        yield way, EVERY_PORT
    for name in observing[:-1]:
        yield from _to_api_server(name)
    yield ("prometheus", "kuberay"), {8080}
    if plan.queues:
        yield ("prometheus", "kueue"), {8443}
    if any(pool.machine.gpus for each in plan.clusters for pool in each.pools):
        yield ("prometheus", "exporter"), {9400}


def _by_rights(plan: Topology) -> Iterator[tuple[tuple[str, str], set[int] | frozenset[int]]]:
    """A right to an object store is a way to its endpoint; a registry's is open to its server alone."""
    purposes = {each.name: each.purpose for each in plan.clusters}
    endpoints = {
        f"https://{OBJECTS}": ("objects-address", {443}),
        "https://minio.objects.svc": ("minio", EVERY_PORT),
        "https://s3.example.com:9000": ("named-objects", {9000}),
    }
    for each in plan.stores:
        if each.kind != "object":
            continue
        sources = ["registry"] if each.holds == "registry" else []
        for right in plan.rights:
            if right.store != each.name or each.holds == "registry":
                continue
            if right.identity in purposes:
                sources += nodes(right.identity)
            else:
                sources += [f"{name}/promotion" for name, purpose in purposes.items() if purpose == "serving"]
        reached, ports = endpoints[str(each.endpoint)]
        for source in sources:
            yield (source, reached), ports
