"""Topologies, platforms and settings on Kubernetes, built by hand for the tests of Ray's manifests."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from components.contract import KubernetesPlatform, Placement
from components.ray.manifests.setting import Credentials, Setting
from components.topology.flows import flows
from components.topology.labels import labels
from components.topology.model import (
    PROMOTION,
    Cluster,
    GpuProfile,
    InventoryNode,
    Machine,
    Pool,
    Purpose,
    Store,
    Topology,
)
from components.topology.ports import standard
from components.topology.rights import rights

GIB = 2**30
PLAN = "atlas"
IMAGE = "registry.example.com/groundplan@sha256:" + "a1" * 32
PORTS = standard()
CREDENTIALS = Credentials(
    token="a-token", authority_certificate="a-certificate", authority_key="a-key", trusted="the-trusted",
    store_password="a-password", store_users="the-users", log_key="a-log-key",
)  # fmt: skip
TOLERATE_GPU = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}
STORES = ("datasets", "checkpoints", "models", "registry", "scratch")


def pool(
    cluster: str,
    name: str,
    *,
    count: int = 1,
    maximum: int | None = None,
    cpus: int = 8,
    memory: int = 32,
    gpus: int = 0,
    capacity: tuple[str, ...] = ("on-demand",),
    profile: GpuProfile | None = None,
    nodes: int = 0,
) -> Pool:
    """Return a pool; `memory` in GiB, `nodes` of an inventory; the pool named head is the head's."""
    machine = Machine(
        cpus=cpus, memory_bytes=memory * GIB, object_store_bytes=memory * GIB * 3 // 10, gpus=gpus,
        gpu_family="H100" if gpus else None,
    )  # fmt: skip
    return Pool(
        name=name, cluster=cluster, role="head" if name == "head" else "worker", count=count,
        maximum=count if maximum is None else maximum, machine=machine, capacity=capacity,
        labels=labels(plan=PLAN, cluster=cluster, pool=name), gpu_profile=profile,
        inventory=tuple(InventoryNode(name=f"{cluster}-{name}-{n}", capacity=capacity[0]) for n in range(nodes)),
    )  # fmt: skip


def cluster(name: str, purpose: Purpose, *pools: Pool, **changed: Any) -> Cluster:
    """Return a cluster of some pools, sorted by name as the topology has them."""
    made = Cluster(
        name=name, purpose=purpose, segment=purpose, identity=name, ports=PORTS,
        pools=tuple(sorted(pools, key=lambda one: one.name)),
        labels=labels(plan=PLAN, cluster=name, purpose=purpose),
    )  # fmt: skip
    return replace(made, **changed)


def train(**changed: Any) -> Cluster:
    """Return a training cluster with a head, scaling data workers and eight-GPU workers."""
    pools = (
        pool("train", "head"),
        pool("train", "data", count=1, maximum=3, capacity=("spot", "on-demand")),
        pool("train", "gpu", count=2, cpus=64, memory=512, gpus=8),
    )
    return cluster("train", "training", *pools, **changed)


def serve(**changed: Any) -> Cluster:
    """Return a serving cluster with a head and two replicas' workers."""
    pools = (pool("serve", "head", cpus=4, memory=16), pool("serve", "replicas", count=2, cpus=4, memory=16))
    return cluster("serve", "serving", *pools, **changed)


def store(holds: str, kind: str = "filesystem", name: str | None = None) -> Store:
    """Return a store, named after what it holds."""
    return Store(
        name=name or holds, holds=holds, kind=kind, size_bytes=GIB, throughput_bytes_per_s=None, keep_s=None,
        versions=None, endpoint="https://s3.example.com" if kind == "object" else None, implied=False,
        labels=labels(plan=PLAN, store=name or holds, holds=holds),
    )  # fmt: skip


def topology(*clusters: Cluster, kind: str = "filesystem", **changed: Any) -> Topology:
    """Return a topology of some clusters, with a store of each kind of data."""
    purposes: dict[str, str] = {each.name: each.purpose for each in clusters}
    stores = changed.pop("stores", tuple(store(holds, kind) for holds in STORES))
    made = Topology(
        name=PLAN, target="kubernetes", location=None, environment="development", owner="ml@example.com",
        labels=labels(plan=PLAN, environment="development", owner="ml@example.com"), network=None,
        stores=stores, clusters=clusters, identities=tuple(sorted((*purposes, PROMOTION))),
        rights=rights({**purposes, PROMOTION: PROMOTION}, stores), flows=flows(purposes), image=IMAGE,
        deletion_protection=False,
    )  # fmt: skip
    return replace(made, **changed)


def placement(one: Pool) -> Placement:
    """Return where a pool's pods run, as the target of a cluster that exists says it."""
    return Placement(
        node_selector={key: one.labels[key] for key in ("groundplan-plan", "groundplan-cluster", "groundplan-pool")},
        capacities=one.capacity,
        tolerations=(TOLERATE_GPU,) if one.machine.gpus else (),
    )  # fmt: skip


def platform(plan: Topology, **changed: Any) -> KubernetesPlatform:
    """Return a platform for a topology."""
    # No output: those belong to a running program, and pure functions have none.
    kubeconfig: Any = "simulated"
    made = KubernetesPlatform(
        kubeconfig=kubeconfig, identity="an-identity", version="v1.34.1",
        placements={(each.name, one.name): placement(one) for each in plan.clusters for one in each.pools},
        storage_classes={each.name: f"{PLAN}-{each.name}" for each in plan.stores if each.kind == "filesystem"},
        inside=lambda _options: [], own_class=f"{PLAN}-clusters",
    )  # fmt: skip
    return replace(made, **changed)


def setting(one: Cluster, *others: Cluster, **changed: Any) -> Setting:
    """Return the setting of a cluster in a plan of its own, or beside others."""
    plan = changed.pop("topology", None) or topology(one, *others)
    return Setting(
        topology=plan, cluster=one, platform=changed.pop("platform", None) or platform(plan),
        fingerprint="a-fingerprint", **changed,
    )  # fmt: skip


def pod_specs(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (what it is, specification) of every pod that a manifest will bring about, autoscaler included."""
    kind, spec = manifest["kind"], manifest.get("spec", {})
    if kind == "StatefulSet":
        yield manifest["metadata"]["name"], spec["template"]["spec"]
    elif kind == "CronJob":
        yield manifest["metadata"]["name"], spec["jobTemplate"]["spec"]["template"]["spec"]
    ray = {
        "RayCluster": spec,
        "RayService": spec.get("rayClusterConfig"),
        "RayJob": spec.get("rayClusterSpec"),
    }.get(kind)
    if ray is not None:
        yield "head", ray["headGroupSpec"]["template"]["spec"]
        for group in ray["workerGroupSpecs"]:
            yield group["groupName"], group["template"]["spec"]


def containers(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (where, container) of every container of a manifest, the autoscaler that KubeRay adds among them."""
    for name, pod in pod_specs(manifest):
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            yield f"{name}/{container['name']}", container
    spec = manifest.get("spec", {})
    ray = {
        "RayCluster": spec,
        "RayService": spec.get("rayClusterConfig"),
        "RayJob": spec.get("rayClusterSpec"),
    }.get(manifest["kind"])
    if ray and "autoscalerOptions" in ray:
        yield "head/autoscaler", ray["autoscalerOptions"]


CAPACITIES = st.lists(
    st.sampled_from(["spot", "on-demand", "reservation.cr-0abc"]), min_size=1, max_size=3, unique=True
).map(tuple)
PROFILES = st.sampled_from(
    [None, GpuProfile(word="mig-1g.10gb", resource="nvidia.com/mig-1g.10gb", parts=7),
     GpuProfile(word="shared-4", resource="nvidia.com/gpu.shared", parts=4)]
)  # fmt: skip


@st.composite
def workers(draw: st.DrawFn, of: str, name: str) -> Pool:
    """Return a worker pool of any size, with or without GPUs, a range, spot nodes."""
    count = draw(st.integers(0, 3))
    gpus = draw(st.sampled_from([0, 0, 1, 8]))
    return pool(
        of, name, count=count, maximum=count + draw(st.integers(0, 2)), cpus=draw(st.integers(1, 64)),
        memory=draw(st.integers(2, 512)), gpus=gpus, capacity=draw(CAPACITIES),
        profile=draw(PROFILES) if gpus else None,
    )  # fmt: skip


@st.composite
def settings_of_clusters(draw: st.DrawFn) -> Setting:
    """Return the setting of any cluster that can be made, beside another one, with stores of either kind."""
    purpose: Purpose = draw(st.sampled_from(("training", "serving")))
    names = draw(st.lists(st.sampled_from(["gpu", "data", "a", "b-c", "replicas"]), max_size=3, unique=True))
    head_capacity = draw(CAPACITIES.filter(lambda found: found != ("spot",)))
    head = pool(
        "one", "head", cpus=draw(st.integers(1, 16)), memory=draw(st.integers(4, 64)), capacity=head_capacity
    )
    pools = [head, *(draw(workers("one", name)) for name in names)]
    idle = draw(st.sampled_from([None, 3600])) if purpose == "training" else None
    queue = draw(st.sampled_from([None, "research"])) if purpose == "training" and idle is None else None
    made = cluster("one", purpose, *pools, idle_stop_s=idle, queue=queue)
    other = serve() if purpose == "training" else train()
    return setting(made, topology=topology(made, other, kind=draw(st.sampled_from(["filesystem", "object"]))))
