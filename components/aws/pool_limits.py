"""What AWS would refuse of pools: ways of buying that it does not know, RDMA on machines without, groups without room.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.aws.capacity import RESERVATION, capacity
from components.aws.machines import machine_of
from components.topology.errors import TopologyError
from components.topology.model import Pool, Topology
from components.topology.nearness import placement_error, reserved_errors

EFA = "efa"
SPREAD_AT_MOST = 7
"""Running machines of one zone in a spread placement group."""
NOT_TOGETHER = re.compile(r"t\d|mac|[a-z0-9]+-flex\.")
"""Types that no cluster placement group takes (both: Amazon EC2, "Placement strategies for your placement groups")."""


def errors(topology: Topology) -> list[TopologyError]:
    """Return every refusal of a pool."""
    return [
        error
        for cluster in topology.clusters
        for pool in cluster.pools
        for error in (*_capacity(pool), *_fabric(pool), *_placement(pool))
    ]


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


def _placement(pool: Pool) -> Iterator[TopologyError]:
    path = f"clusters[{pool.cluster}].pools[{pool.name}]"
    yield from reserved_errors(pool, any(word.startswith(RESERVATION) for word in pool.capacity))
    room = SPREAD_AT_MOST * max(1, len(pool.zones))
    if pool.placement == "spread" and pool.maximum > room:
        yield TopologyError(
            path=f"{path}.count",
            asked=f"the pool may have {pool.maximum} machines, each on hardware of its own",
            allowed=f"a spread placement group has {SPREAD_AT_MOST} in a zone, and the pool is in {len(pool.zones)}",
            remedy=f"ask {room} at most, divide it into several pools, or write placement: anywhere",
        )
    if pool.placement == "together" and NOT_TOGETHER.match(machine_of(pool)):
        yield placement_error(
            pool,
            asked=f"for {machine_of(pool)}",
            allowed="no cluster placement group takes burstable or flex machines, nor those of Apple",
            remedy="ask for another machine, or leave placement out",
        )
