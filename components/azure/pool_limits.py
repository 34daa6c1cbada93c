"""What AKS would refuse later of pools: how many, how named, how bought, and with which fabric. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from components.azure.addresses import NODES_AT_MOST
from components.azure.agent_pools import SYSTEM_POOL, AgentPool, agent_pools
from components.azure.settings import WHERE, Settings
from components.topology.errors import TopologyError
from components.topology.model import Pool, Topology
from components.topology.nearness import placement_error, reserved_errors

AGENT_POOLS_AT_MOST = 100
NODES_OF_A_POOL_AT_MOST = 1000
"""AKS, "Quotas, virtual machine size restrictions, and region availability"."""
NODES_WITH_FABRIC_AT_MOST = 100
"""Machines of one placement group, in which InfiniBand ends ("Working with large virtual machine scale sets")."""
PODS_PER_NODE = range(10, 251)
RESERVATION_ID = re.compile(r"[A-Za-z0-9._()-]{1,90}/[A-Za-z0-9._-]{1,80}")
WITHOUT_DRIVER = ("MI300X",)
"""GPUs for which AKS installs no driver ("Use GPUs for compute-intensive workloads on AKS": NVIDIA only)."""


def pool_errors(topology: Topology, settings: Settings) -> Iterator[TopologyError]:
    """Yield a refusal for everything of the pools that AKS does not have."""
    for cluster in topology.clusters:
        for pool in cluster.pools:
            yield from _machines(pool)
            yield from _reservations(pool)
            yield from _placement(pool)
            if pool.fabric == "rdma":
                yield from _fabric(pool, settings)
    yield from _numbers(topology, agent_pools(topology))


def _where(pool: Pool) -> str:
    return f"clusters[{pool.cluster}].pools[{pool.name}]"


def _machines(pool: Pool) -> Iterator[TopologyError]:
    model = pool.offer.machine.gpu_model if pool.offer is not None else None
    if model in WITHOUT_DRIVER:
        yield TopologyError(
            path=f"{_where(pool)}.machine",
            asked=f"its machines have {model}",
            allowed="AKS installs drivers for NVIDIA's GPUs alone",
            remedy="ask for another GPU",
        )
    if pool.pods_per_node is not None and pool.pods_per_node not in PODS_PER_NODE:
        yield TopologyError(
            path=_where(pool),
            asked=f"a node of it may have {pool.pods_per_node} pods",
            allowed=f"AKS takes {PODS_PER_NODE[0]} to {PODS_PER_NODE[-1]}",
            remedy="ask for another machine",
        )
    if pool.maximum > NODES_OF_A_POOL_AT_MOST:
        yield TopologyError(
            path=f"{_where(pool)}.count",
            asked=f"it may have {pool.maximum} machines",
            allowed=f"a pool of AKS has {NODES_OF_A_POOL_AT_MOST}",
            remedy="divide it into several pools",
        )


def _reservations(pool: Pool) -> Iterator[TopologyError]:
    for name in _reserved(pool):
        if not RESERVATION_ID.fullmatch(name):
            yield TopologyError(
                path=f"{_where(pool)}.capacity",
                asked=f'the plan names the reservation "{name}"',
                allowed="it is a capacity reservation group of the subscription",
                remedy="write reservation:<resource group>/<capacity reservation group>",
            )


def _reserved(pool: Pool) -> list[str]:
    kinds = (capacity.partition(":") for capacity in pool.capacity)
    return [name for kind, _, name in kinds if kind == "reservation"]


def _placement(pool: Pool) -> Iterator[TopologyError]:
    if pool.placement != "spread":
        yield from reserved_errors(pool, bool(_reserved(pool)))
        return
    yield placement_error(
        pool,
        asked="for machines of AKS",
        allowed="a scale set in a zone spreads them over its hardware as well as it can, and no group promises more",
        remedy="leave placement out, and let network.zones be 2 or more",
    )


def _fabric(pool: Pool, settings: Settings) -> Iterator[TopologyError]:
    if _reserved(pool):
        yield TopologyError(
            path=f"{_where(pool)}.fabric",
            asked="the plan wants RDMA between machines that are reserved",
            allowed="Azure's reservations want scale sets of several placement groups, and InfiniBand ends at one",
            remedy="buy these machines on-demand, or write fabric: ethernet",
        )
    elif len(pool.capacity) > 1:
        yield TopologyError(
            path=f"{_where(pool)}.capacity",
            asked=f"machines with RDMA are bought in {len(pool.capacity)} ways",
            allowed="each way is a scale set, and InfiniBand ends at one, so some of them would not reach the others",
            remedy="name one way, or write fabric: ethernet",
        )
    if pool.maximum > NODES_WITH_FABRIC_AT_MOST:
        yield TopologyError(
            path=f"{_where(pool)}.count",
            asked=f"it may have {pool.maximum} machines with RDMA",
            allowed=f"a placement group has {NODES_WITH_FABRIC_AT_MOST}, and InfiniBand ends at one",
            remedy="divide it into several pools",
        )
    if settings.infiniband is None:
        yield TopologyError(
            path=f"{WHERE}.infiniband",
            asked=f"{_where(pool)} wants RDMA, and the stack's configuration names no resource for it",
            allowed="AKS installs neither a driver of InfiniBand nor a plugin that hands it to pods; without them work "
            "would take the slow way and say nothing",
            remedy="write what NVIDIA's network operator will call it, such as rdma/hca_shared_devices_a, and install "
            "that once the cluster is there; or write fabric: ethernet",
        )  # fmt: skip


def _numbers(topology: Topology, pools: tuple[AgentPool, ...]) -> Iterator[TopologyError]:
    twice = [name for name, count in Counter(one.name for one in pools).items() if count > 1]
    for name in twice:
        both = ", ".join(f"{one.pool.cluster}/{one.pool.name}" for one in pools if one.name == name)
        yield TopologyError(
            path="clusters",
            asked=f"AKS would know {both} by one name, {name}",
            allowed="its names have twelve characters, and these two are cut alike",
            remedy="rename one of these pools",
        )
    for one in pools:
        if one.name <= SYSTEM_POOL:
            yield TopologyError(
                path=_where(one.pool),
                asked=f"AKS would know it by the name {one.name}",
                allowed=f"AKS lists pools by name, and the one of its own services, {SYSTEM_POOL}, has to stand first",
                remedy="give it a name that starts with two letters",
            )  # fmt: skip
    if len(pools) >= AGENT_POOLS_AT_MOST:
        yield TopologyError(
            path="clusters",
            asked=f"pools, zones and capacities make {len(pools)} pools of AKS, and one is its own",
            allowed=f"a cluster has {AGENT_POOLS_AT_MOST}",
            remedy="name fewer zones, capacities or pools",
        )
    nodes = sum(pool.maximum for cluster in topology.clusters for pool in cluster.pools)
    if nodes > NODES_AT_MOST:
        yield TopologyError(
            path="clusters",
            asked=f"the pools may have {nodes} machines",
            allowed=f"each takes a range of addresses for its pods, and there are {NODES_AT_MOST}",
            remedy="lower their counts, or make another plan",
        )
