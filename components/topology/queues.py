"""What a plan's queues can hold: refusals of work that would wait for ever, and how queued work is marked.

What Kueue can do is told in `docs/decisions/0010-queued-work-that-scales.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from components.topology.errors import TopologyError
from components.topology.fit import size
from components.topology.gpus import is_of_family
from components.topology.model import Cluster, Pool, Queue, Topology
from components.topology.pools import scales

QUEUE_LABEL = "kueue.x-k8s.io/queue-name"
ELASTIC_ANNOTATION = "kueue.x-k8s.io/elastic-job"
POOL_LIMIT = 7
"""Worker pools of one queued cluster: Kueue's Workload has at most 8 sets of pods, and the head is one."""

CPUS, MEMORY = "CPUs", "memory"
"""What a share is of, beside GPUs of a family."""

RESERVED_POOLS = frozenset({"submitter"})
"""The name that Kueue gives to the pod that submits a RayJob."""


def queue_label(cluster: Cluster) -> dict[str, str]:
    """Return the label by which a RayCluster or RayJob of the cluster waits in its queue; none where it has none."""
    return {QUEUE_LABEL: cluster.queue} if cluster.queue else {}


def is_elastic(cluster: Cluster) -> bool:
    """Return whether queued work of the cluster grows and shrinks."""
    return cluster.queue is not None and scales(cluster)


def elastic_annotation(cluster: Cluster) -> dict[str, str]:
    """Return the annotation that lets a queued cluster scale under its quota; none where it does not scale."""
    return {ELASTIC_ANNOTATION: "true"} if is_elastic(cluster) else {}


def queued_pools(topology: Topology) -> tuple[Pool, ...]:
    """Return the pools of all clusters that have a queue."""
    return tuple(pool for cluster in topology.clusters if cluster.queue for pool in cluster.pools)


def quota_families(topology: Topology) -> tuple[str | None, ...]:
    """Return the GPU families of which queues have shares; None, which stands for all others, comes last."""
    families = {family for queue in topology.queues for family in queue.gpus}
    return tuple(sorted(families, key=lambda family: (family is None, family or "")))


def quota_family(pool: Pool, families: Iterable[str | None]) -> str | None:
    """Return the family under which a pool's GPUs count: the most exact one, None where there is no exact one."""
    named = [family for family in families if family and is_of_family(pool.machine.gpu_family or "", family)]
    return max(named, key=len, default=None)


def queueing_errors(topology: Topology, present: Iterable[str] = ()) -> list[TopologyError]:
    """Return why work could never leave its queue, or would not be safe in it.

    `present` names what the cluster has already: a Kueue that is not ours may lack what scaling needs.
    """
    queues = {queue.name: queue for queue in topology.queues}
    errors = list(_promised(topology))
    for cluster in topology.clusters:
        if cluster.queue is not None:
            errors += _unfit(cluster, "kueue" in set(present))
            if cluster.queue in queues:
                errors += _too_large(cluster, queues[cluster.queue], topology)
    return sorted([*errors, *_mixed(topology)])


def _unfit(cluster: Cluster, foreign: bool) -> Iterator[TopologyError]:
    path = f"clusters[{cluster.name}]"
    if cluster.purpose == "serving":
        yield TopologyError(
            path=f"{path}.queue",
            asked=f"a serving cluster waits in the queue {cluster.queue}",
            allowed="served models cannot wait: a new version starts beside the old one and needs both shares",
            remedy="remove `queue` here, and keep its machines out of the shares",
        )
    workers = [pool for pool in cluster.pools if pool.role == "worker"]
    if len(workers) > POOL_LIMIT:
        yield TopologyError(
            path=f"{path}.pools",
            asked=f"{len(workers)} pools of workers under the queue {cluster.queue}",
            allowed=f"a queued cluster has at most {POOL_LIMIT}",
            remedy="join pools of equal machines, or make two clusters",
        )
    scaling = [pool.name for pool in workers if pool.maximum > pool.count]
    if len(scaling) > 1:
        yield TopologyError(
            path=f"{path}.pools",
            asked=f"{' and '.join(scaling)} scale under the queue {cluster.queue}",
            allowed="one pool of a queued cluster scales: Kueue miscounts when one grows while another shrinks",
            remedy="give all but one a fixed count, or remove `queue` from the cluster",
        )
    for pool in workers:
        if pool.name in RESERVED_POOLS:
            yield TopologyError(
                path=f"{path}.pools[{pool.name}]",
                asked=f"a pool named {pool.name} under the queue {cluster.queue}",
                allowed="the queue's own name for what submits a job",
                remedy="give the pool another name",
            )
        if foreign and pool.maximum > pool.count:
            yield TopologyError(
                path=f"{path}.pools[{pool.name}].count",
                asked=f"{pool.count}..{pool.maximum} under the queue {cluster.queue}",
                allowed="this cluster has a Kueue of its own, whose feature for work that scales cannot be relied on",
                remedy=f"give a fixed count (`count: {pool.maximum}`), or remove `queue` from the cluster",
            )


def _too_large(cluster: Cluster, queue: Queue, topology: Topology) -> Iterator[TopologyError]:
    families = quota_families(topology)
    asked = {
        CPUS: sum(pool.count * pool.machine.cpus for pool in cluster.pools),
        MEMORY: sum(pool.count * pool.machine.memory_bytes for pool in cluster.pools),
    }
    granted = {what: reach(topology, queue, what) for what in (CPUS, MEMORY)}
    for family, count in _gpus(cluster.pools, families).items():
        name = f"GPUs of {family}" if family else "GPUs"
        asked[name], granted[name] = count, reach(topology, queue, family)
    for name, amount in asked.items():
        if amount > granted[name]:
            least, most = (size(n) if name == MEMORY else str(n) for n in (amount, granted[name]))
            yield TopologyError(
                path=f"clusters[{cluster.name}].queue",
                asked=f"the smallest {cluster.name} needs {least} {name}",
                allowed=f"the queue {queue.name} has at most {most}, what it may borrow included: it waits for ever",
                remedy=f"raise the share queues[{queue.name}], or lower the pools' counts",
            )


def reach(topology: Topology, queue: Queue, what: str | None) -> int:
    """Return how much of "CPUs", "memory" or a GPU family a queue can hold at most, what it may borrow included."""
    own = _share(queue, what)
    if queue.cohort is None:
        return own
    others = [other for other in topology.queues if other.cohort == queue.cohort and other.name != queue.name]
    return own + min(own * queue.borrow_percent // 100, sum(_share(other, what) for other in others))


def _share(queue: Queue, what: str | None) -> int:
    shares: Mapping[str | None, int] = {CPUS: queue.cpus, MEMORY: queue.memory_bytes}
    return shares[what] if what in shares else queue.gpus.get(what, 0)


def _gpus(
    pools: Iterable[Pool], families: Iterable[str | None], *, most: bool = False
) -> Counter[str | None]:
    counted: Counter[str | None] = Counter()
    for pool in pools:
        if pool.machine.gpus:
            nodes = pool.maximum if most else pool.count
            counted[quota_family(pool, families)] += nodes * pool.machine.gpus
    return counted


def _promised(topology: Topology) -> Iterator[TopologyError]:
    families = quota_families(topology)
    there = _gpus(queued_pools(topology), families, most=True)
    for family in families:
        promised = sum(queue.gpus.get(family, 0) for queue in topology.queues)
        if promised > there[family]:
            yield TopologyError(
                path="queues",
                asked=f"the queues promise {promised} GPUs{f' of {family}' if family else ''}",
                allowed=f"the clusters that wait in queues have {there[family]}",
                remedy="lower the shares, or raise the counts of the pools",
            )


def _mixed(topology: Topology) -> Iterator[TopologyError]:
    families = quota_families(topology)
    resources: dict[str | None, set[str]] = {}
    for pool in queued_pools(topology):
        if pool.machine.gpus:
            divided = pool.gpu_profile.word if pool.gpu_profile else "whole"
            resources.setdefault(quota_family(pool, families), set()).add(divided)
    for family, words in resources.items():
        if len(words) > 1:
            ways = " and ".join(sorted(words))
            yield TopologyError(
                path="queues",
                asked=f"GPUs{f' of {family}' if family else ''} under queues that are divided as {ways}",
                allowed="GPUs of one family under queues are divided in one way, else a share would count twice",
                remedy="use one `gpu_profile` for the family, or take `queue` from the clusters with the other",
            )
