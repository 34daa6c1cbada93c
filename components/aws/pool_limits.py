"""What AWS would refuse of pools: ways of buying that it does not know, and RDMA on machines without. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.aws.capacity import capacity
from components.topology.errors import TopologyError
from components.topology.model import Pool, Topology

EFA = "efa"


def errors(topology: Topology) -> list[TopologyError]:
    """Return every refusal of a pool."""
    return [
        error for cluster in topology.clusters for pool in cluster.pools for error in (*_capacity(pool), *_fabric(pool))
    ]  # fmt: skip


def _capacity(pool: Pool) -> Iterator[TopologyError]:
    path = f"clusters[{pool.cluster}].pools[{pool.name}]"
    for word in pool.capacity:
        how = capacity(word)
        if how is None:
            yield TopologyError(
                path=f"{path}.capacity",
                asked=f'the plan buys "{word}"',
                allowed="AWS names reservations like cr-0123456789abcdef0",
                remedy="write reservation:<id>, or reservation:block/<id> for a capacity block",
            )
        elif how.kind == "block" and not pool.machine.gpus:
            yield TopologyError(
                path=f"{path}.capacity",
                asked=f'the plan buys "{word}" for machines without GPUs',
                allowed="capacity blocks are of machines with accelerators",
                remedy="write reservation:<id> for a reservation, or on-demand",
            )


def _fabric(pool: Pool) -> Iterator[TopologyError]:
    machine = pool.offer.machine if pool.offer else None
    if pool.fabric == "rdma" and machine is not None and machine.fabric != EFA:
        yield TopologyError(
            path=f"clusters[{pool.cluster}].pools[{pool.name}].fabric",
            asked=f"the plan asks rdma of {machine.name}",
            allowed="the catalog knows no EFA of it" if machine.fabric is None else "it has no EFA",
            remedy="ask for a machine with EFA, as `groundplan catalog` lists them, or leave out `fabric: rdma`",
        )
