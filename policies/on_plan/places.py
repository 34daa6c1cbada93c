"""Where things are in a plan's document: stores, clusters and pools with their paths, and the names of waivers."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.plan.defaults import CLOUDS
from components.plan.errors import Path
from components.plan.model import Cluster, Plan, Pool
from components.plan.rules.clusters import HEAD
from components.plan.stores import Store
from components.topology.model import Pool as DecidedPool
from components.topology.model import Topology


@dataclass(frozen=True, kw_only=True)
class PlacedPool:
    """A pool, its cluster, and its path in the plan's document."""

    path: Path
    cluster: Cluster
    pool: Pool

    @property
    def is_head(self) -> bool:
        """Whether it is the cluster's head."""
        return self.pool.name == HEAD

    def decided(self, topology: Topology | None) -> DecidedPool | None:
        """Return what the topology made of the pool, or None where that is not known."""
        clusters = topology.clusters if topology else ()
        pools = (pool for cluster in clusters if cluster.name == self.cluster.name for pool in cluster.pools)
        return next((pool for pool in pools if pool.name == self.pool.name), None)

    def has_gpus(self, topology: Topology | None) -> bool:
        """Whether its machines have GPUs, by the plan's words, or by the machine that the topology has for a `type`."""
        decided = self.decided(topology)
        return self.pool.machine.gpu is not None or (decided is not None and decided.machine.gpus > 0)


def is_on_cloud(plan: Plan) -> bool:
    """Whether machines and stores are rented from a cloud."""
    return plan.target in CLOUDS


def is_production_on_cloud(plan: Plan) -> bool:
    """Whether it is production, on a cloud."""
    return is_on_cloud(plan) and plan.environment == "production"


def clusters(plan: Plan, *purposes: str) -> Iterator[tuple[Path, Cluster]]:
    """Yield each cluster of these purposes, of all where none is given, with its path."""
    for index, cluster in enumerate(plan.clusters):
        if not purposes or cluster.purpose in purposes:
            yield ("clusters", index), cluster


def pools(plan: Plan, *purposes: str) -> Iterator[PlacedPool]:
    """Yield each pool of the clusters of these purposes, heads included."""
    for path, cluster in clusters(plan, *purposes):
        for index, pool in enumerate(cluster.pools):
            yield PlacedPool(path=(*path, "pools", index), cluster=cluster, pool=pool)


def workers(plan: Plan, *purposes: str) -> Iterator[PlacedPool]:
    """Yield each pool that is no head."""
    return (placed for placed in pools(plan, *purposes) if not placed.is_head)


def object_stores(plan: Plan, *holds: str) -> Iterator[tuple[Path, Store]]:
    """Yield each object store of a cloud that holds one of these: elsewhere a service of others keeps the objects."""
    for index, store in enumerate(plan.storage):
        if is_on_cloud(plan) and store.kind == "object" and store.holds in holds:
            yield ("storage", index), store


def names_at(plan: Plan, path: Path) -> frozenset[str]:
    """Return the names of all that a path is in, as waivers have them: plan, store, cluster, `<cluster>/<pool>`.

    A name that the plan shares with a store or a cluster means that one, for the packs as well.
    """
    names = {plan.name} - {named.name for named in (*plan.storage, *plan.clusters)}
    match path:
        case ("storage", int(index), *_):
            names.add(plan.storage[index].name)
        case ("clusters", int(index), *inner):
            cluster = plan.clusters[index]
            names.add(cluster.name)
            if inner[:1] == ["pools"] and len(inner) > 1 and isinstance(inner[1], int):
                names.add(f"{cluster.name}/{cluster.pools[inner[1]].name}")
    return frozenset(names)
