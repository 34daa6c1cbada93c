"""Topologies and platforms written by hand, as a plan for a Kubernetes cluster resolves to them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from components.contract import Addresses, KubernetesPlatform, Pods, Port, StorageDriver
from components.topology.flows import flows
from components.topology.labels import labels
from components.topology.model import (
    PROMOTION,
    Cluster,
    GpuProfile,
    Machine,
    Pool,
    Purpose,
    Store,
    Topology,
)
from components.topology.ports import standard
from components.topology.rights import rights

GIBIBYTE = 2**30
IMAGE = f"registry.example.com/ray@sha256:{'0' * 64}"
PORTS = standard()
"""Ray's standard ports, which every cluster has to itself where each node is a pod."""
HOLDS = ("datasets", "checkpoints", "models", "scratch", "registry")
SHARED_STORAGE = StorageDriver(name="filestore.csi.storage.gke.io", parameters={"tier": "enterprise"})
"""A driver whose volumes are encrypted always and shared by pods."""
HTTPS, BEHIND = Port(protocol="TCP", number=443), Port(protocol="TCP", number=6443)
API_SERVER = (
    Addresses(cidrs=("10.96.0.1/32",), ports=(HTTPS,)), Addresses(cidrs=("172.16.0.1/32",), ports=(BEHIND,)),
)  # fmt: skip
"""Its service, and the machine behind it."""
DNS_PORTS = (Port(protocol="TCP", number=53), Port(protocol="UDP", number=53))
DNS = (
    Addresses(cidrs=("10.96.0.10/32", "169.254.20.10/32"), ports=DNS_PORTS),
    Pods(namespace="kube-system", labels={"k8s-app": "kube-dns"}, ports=DNS_PORTS),
)
"""The service, a cache on every node, and the pods behind it."""
OFFICE = "203.0.113.0/24"
OBJECTS = "198.51.100.7"


def machine(cpus: int = 4, memory_gib: int = 16, gpus: int = 0) -> Machine:
    memory = memory_gib * GIBIBYTE
    family = "H100" if gpus else None
    return Machine(
        cpus=cpus, memory_bytes=memory, object_store_bytes=memory // 4, gpus=gpus, gpu_family=family
    )


def pool(
    cluster: str,
    name: str = "head",
    *,
    count: int = 1,
    maximum: int | None = None,
    gpu_profile: GpuProfile | None = None,
    **size: int,
) -> Pool:
    return Pool(
        name=name,
        cluster=cluster,
        role="head" if name == "head" else "worker",
        count=count,
        maximum=count if maximum is None else maximum,
        machine=machine(**size),
        capacity=("on-demand",),
        labels=labels(plan="atlas", cluster=cluster, pool=name),
        gpu_profile=gpu_profile,
    )


def cluster(name: str, purpose: Purpose, *pools: Pool, plan: str = "atlas") -> Cluster:
    return Cluster(
        name=name,
        purpose=purpose,
        segment=purpose,
        identity=name,
        pools=pools or (pool(name), pool(name, "workers", count=1, maximum=3)),
        ports=PORTS,
        labels=labels(plan=plan, cluster=name, purpose=purpose),
    )


def store(name: str, *, holds: str | None = None, endpoint: str | None = None, gib: int = 10) -> Store:
    return Store(
        name=name,
        holds=holds or name,
        kind="object" if endpoint else "filesystem",
        size_bytes=gib * GIBIBYTE,
        throughput_bytes_per_s=None,
        keep_s=None,
        versions=None,
        endpoint=endpoint,
        implied=False,
        labels=labels(plan="atlas", store=name, holds=holds or name),
    )


TRAIN, SERVE = cluster("train", "training"), cluster("serve", "serving")
STORES = tuple(store(holds) for holds in HOLDS)


def topology(
    clusters: Iterable[Cluster] = (TRAIN, SERVE), stores: Iterable[Store] = STORES, **changed: Any
) -> Topology:
    """Return a topology of the plan "atlas" with these clusters and stores, and what the test changes."""
    clusters, stores = tuple(clusters), tuple(stores)
    purposes = {each.name: each.purpose for each in clusters}
    usual: dict[str, Any] = {
        "name": "atlas", "target": "kubernetes", "location": None, "environment": "development", "owner": None,
        "labels": labels(plan="atlas", environment="development"), "network": None, "image": IMAGE,
        "deletion_protection": False, "allowed_cidrs": (OFFICE,),
    }  # fmt: skip
    return Topology(
        stores=stores,
        clusters=clusters,
        identities=tuple(sorted((*purposes, PROMOTION))),
        rights=rights({**purposes, PROMOTION: PROMOTION}, stores),
        flows=flows(purposes),
        **{**usual, **changed},
    )


def platform(**changed: Any) -> KubernetesPlatform:
    """Return what a cluster that exists hands over."""
    usual: dict[str, Any] = {
        # No output: those belong to a running program, and pure functions have none.
        "kubeconfig": "simulated", "identity": "9d1b", "version": "v1.34.1", "placements": {},
        "storage_classes": {}, "storage": SHARED_STORAGE, "inside": lambda _: (), "api_server": API_SERVER,
        "dns": DNS,
    }  # fmt: skip
    return KubernetesPlatform(**{**usual, **changed})


def named(manifests: Iterable[Mapping[str, Any]], kind: str, name: str, namespace: str | None = None) -> Any:
    """Return the one manifest of a kind and name."""
    (found,) = (
        each
        for each in manifests
        if each["kind"] == kind
        and each["metadata"]["name"] == name
        and (namespace is None or each["metadata"].get("namespace") == namespace)
    )
    return found


NAMES = st.from_regex(r"[a-z](?:[a-z0-9-]{0,22}[a-z0-9])?", fullmatch=True).filter(
    lambda name: name not in {"promotion", "operator", "client", "registry", "observability"}
)
ENDPOINTS = st.sampled_from(
    [None, f"https://{OBJECTS}", "https://minio.objects.svc", "https://s3.example.com:9000"]
)


@st.composite
def topologies(draw: st.DrawFn) -> Topology:
    """Any plan of up to three clusters: purposes, ranges, stores, endpoints and who may reach it differ."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    clusters = []
    for name in names:
        purpose: Purpose = draw(st.sampled_from(["training", "serving"]))
        workers = pool(
            name, "workers", count=1, maximum=draw(st.integers(1, 4)), gpus=draw(st.integers(0, 8))
        )
        made = cluster(name, purpose, pool(name), workers)
        callers = ("shop",) if purpose == "serving" and draw(st.booleans()) else ()
        clusters.append(replace(made, callers=callers))
    held = draw(st.lists(st.sampled_from(HOLDS), unique=True))
    stores = [store(holds, endpoint=draw(ENDPOINTS)) for holds in held]
    allowed = draw(st.sampled_from([(), (OFFICE,), (OFFICE, "192.0.2.0/25")]))
    return topology(clusters, stores, allowed_cidrs=allowed)
