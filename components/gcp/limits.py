"""Everything that Google Cloud would refuse later, as refusals before anything is made. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.gcp import dividing, network_limits
from components.gcp.filesystems import LUSTRE, filestore_of, filesystems, kind_of, lustre_of
from components.gcp.machines import COMPACT, accelerator, has_fabric, is_compact, reservation
from components.gcp.placing import node_pool_name, nodes_of
from components.topology.errors import TopologyError
from components.topology.model import Pool, Topology
from components.topology.nearness import placement_error, reserved_errors
from components.topology.rights import segment_of_files

DAY_S = 24 * 3600
RESERVED_BUCKETS = re.compile(r"goog|.*google|.*g00gle")
"""cloud.google.com, "Cloud Storage bucket naming"."""
NODE_POOLS_AT_MOST = 200
"""Beyond, the autoscaler slows down (docs.cloud.google.com, "Configure node pool auto-creation", limitations)."""
RESERVATION = re.compile(r"(projects/[a-z0-9.:-]+/reservations/)?[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
COMPACT_AT_MOST = 1500
"""Nodes of one compact placement (docs.cloud.google.com, "Define compact placement for GKE nodes")."""


def errors(topology: Topology) -> list[TopologyError]:
    """Return every refusal."""
    found = [*network_limits.errors(topology), *_names(topology), *_keys(topology), *_files(topology)]
    found += _apart(topology)
    for cluster in topology.clusters:
        for pool in cluster.pools:
            found += _pool(pool)
    return [*found, *_count(topology)]


def _names(topology: Topology) -> Iterator[TopologyError]:
    for store in topology.stores:
        if store.kind == "object" and RESERVED_BUCKETS.match(f"{topology.name}-{store.name}"):
            yield TopologyError(
                path="name",
                asked=f'its store {store.name} would become the bucket "{topology.name}-{store.name}"',
                allowed="no bucket may begin with goog or have google or g00gle in its name",
                remedy="give the plan or the store another name",
            )


def _keys(topology: Topology) -> Iterator[TopologyError]:
    rotation_s = topology.encryption.rotation_s
    if topology.encryption.key == "customer" and rotation_s is not None and rotation_s <= DAY_S:
        yield TopologyError(
            path="encryption.rotation",
            asked=f"the plan replaces keys every {rotation_s} seconds",
            allowed="Cloud KMS replaces a key after more than one day",
            remedy="write for example rotation: 90d",
        )


def _files(topology: Topology) -> Iterator[TopologyError]:
    for store in filesystems(topology):
        is_lustre = kind_of(store) == LUSTRE
        if (lustre_of(store) if is_lustre else filestore_of(store)) is None:
            yield TopologyError(
                path=f"storage[{store.name}].size",
                asked="the plan asks a larger file system than there is",
                allowed="a Managed Lustre has up to 12,240,000 GiB"
                if is_lustre
                else "a Filestore has up to 100 TiB",
                remedy="divide it into several stores"
                if is_lustre
                else "name a throughput, which makes it a Lustre",
            )


def _apart(topology: Topology) -> Iterator[TopologyError]:
    """Refuse Lustres of two segments: Google puts all into one range, where it chooses, so no rule tells them apart."""
    found: dict[str, list[str]] = {}
    for store in filesystems(topology):
        if kind_of(store) == LUSTRE:
            found.setdefault(segment_of_files(store), []).append(store.name)
    first = "training" if "training" in found else min(found, default="")
    for segment in sorted(found.keys() - {first}):
        for name in found[segment]:
            yield TopologyError(
                path=f"storage[{name}].throughput",
                asked=f"machines of {segment} mount {name} as a Lustre, and those of {first} {', '.join(found[first])}",
                allowed="a Lustre asks nobody who he is, and on Google Cloud addresses do not tell two apart, so each "
                "would be open to the machines of the other",
                remedy="leave it out, which makes the store a Filestore, or let the store be of kind: object",
            )


def _pool(pool: Pool) -> Iterator[TopologyError]:
    machine, where = (
        pool.offer.machine if pool.offer else None,
        f"clusters[{pool.cluster}].pools[{pool.name}]",
    )
    if machine is None:
        yield TopologyError(
            path=f"{where}.machine",
            asked="nobody chose a machine for the pool",
            allowed="every pool of Google Cloud has a machine of the catalog",
            remedy="ask for one that `groundplan catalog` lists",
        )
        return
    if machine.gpus and accelerator(machine) is None:
        yield TopologyError(
            path=f"{where}.machine",
            asked=f"{machine.name} has GPUs",
            allowed="what Google calls its GPUs is not known here",
            remedy="name another machine by `type`, or add its GPUs to components/gcp/machines.py",
        )
    yield from dividing.errors(pool)
    yield from _fabric(pool, where)
    yield from _placement(pool, where)
    yield from _reservations(pool, where)


def _fabric(pool: Pool, where: str) -> Iterator[TopologyError]:
    name = pool.offer.machine.name if pool.offer else ""
    if pool.fabric == "rdma" and not has_fabric(pool):
        yield TopologyError(
            path=f"{where}.fabric",
            asked=f"the pool asks rdma of {name}",
            allowed="GKE hands RDMA to pods on A3 Ultra and A4 alone; A3 High and A3 Mega have a network of TCP",
            remedy="ask for 8 GPUs of H200 or B200, reserved or as spot, or write fabric: ethernet",
        )


def _placement(pool: Pool, where: str) -> Iterator[TopologyError]:
    yield from reserved_errors(pool, any(map(reservation, pool.capacity)))
    name = pool.offer.machine.name if pool.offer else ""
    if pool.placement == "spread":
        yield placement_error(
            pool,
            asked="for nodes of GKE",
            allowed="a node pool is placed together or as it comes, and hosts differ by default as far as they can",
            remedy="leave placement out, and let network.zones be 2 or more",
        )
    elif pool.placement == "together" and name.partition("-")[0] not in COMPACT:
        yield placement_error(
            pool,
            asked=f"for {name}",
            allowed=f"Google places machines of {', '.join(sorted(COMPACT))} close by each other",
            remedy="ask for another machine by `type`, or leave placement out",
        )
    if is_compact(pool) and pool.maximum > COMPACT_AT_MOST:
        yield TopologyError(
            path=f"{where}.count",
            asked=f"the pool may have {pool.maximum} nodes near to each other",
            allowed=f"Google places up to {COMPACT_AT_MOST} together",
            remedy="divide it into several pools, or write placement: anywhere",
        )


def _reservations(pool: Pool, where: str) -> Iterator[TopologyError]:
    for capacity in pool.capacity:
        name = reservation(capacity)
        if name is not None and not RESERVATION.fullmatch(name):
            yield TopologyError(
                path=f"{where}.capacity",
                asked=f"the pool takes {capacity}",
                allowed="a reservation of Google Cloud has a name of small letters, digits and dashes",
                remedy="write it as `gcloud compute reservations list` shows it, after projects/PROJECT/reservations/ "
                "where it is another project's",
            )


def _count(topology: Topology) -> Iterator[TopologyError]:
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    named = [node_pool_name(pool, nodes) for pool in pools for nodes in nodes_of(topology, pool)]
    if len(named) > NODE_POOLS_AT_MOST:
        yield TopologyError(
            path="clusters",
            asked=f"pools, their capacities and their zones make {len(named)} node pools",
            allowed=f"GKE works well with {NODE_POOLS_AT_MOST}",
            remedy="name fewer pools, capacities or zones",
        )
