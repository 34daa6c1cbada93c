"""Where a machine of Azure keeps its system, and with it images, logs and pods' scratch: on a disk of its own if it has
one that holds them. Pure.

AKS puts such an "ephemeral" disk on the cache, the temporary disk or NVMe of the machine, the first of these that is
large enough ("Ephemeral OS disks for Azure VMs"). It costs nothing, and nothing has to run as root on machines for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.contract import Capability
from components.topology.model import Topology

MANAGED, EPHEMERAL = "Managed", "Ephemeral"
"""AKS's words for a disk at the other end of the network, and for one on the machine itself."""
MANAGED_GIB, MANAGED_GIB_GPU = 128, 512
"""Images with CUDA and what Ray spills; AKS itself takes 128 GiB of the larger machines."""
LEAST_GIB = 200
"""What the machines of the other clouds start from: images of 10 to 30 GiB, unpacked, two of them at a time."""
MOST_GIB = 2040
"""Azure's own limit of such a disk."""
STEP_GIB = 64
"""Sizes are whole steps where that leaves enough: pages tell disks in GiB rounded up by some 2 %, and Azure may keep
1 GiB of it for itself."""

HOLDS_GIB: Mapping[str, int] = {
    "Standard_NC4as_T4_v3": 176, "Standard_NC8as_T4_v3": 352,
    "Standard_NC16as_T4_v3": 352, "Standard_NC64as_T4_v3": 2816,
    "Standard_NC6s_v3": 736, "Standard_NC12s_v3": 1474, "Standard_NC24s_v3": 2948,
    "Standard_NC24ads_A100_v4": 64, "Standard_NC48ads_A100_v4": 128, "Standard_NC96ads_A100_v4": 256,
    "Standard_NC40ads_H100_v5": 3576, "Standard_NC80adis_H100_v5": 7152,
    "Standard_ND96asr_v4": 6000, "Standard_ND96amsr_A100_v4": 6400,
    "Standard_ND96isr_H100_v5": 1000, "Standard_ND96isr_H200_v5": 1000, "Standard_ND96isr_MI300X_v5": 1000,
    "Standard_NV6ads_A10_v5": 180, "Standard_NV12ads_A10_v5": 360, "Standard_NV18ads_A10_v5": 720,
    "Standard_NV36ads_A10_v5": 1440, "Standard_NV36adms_A10_v5": 2880, "Standard_NV72ads_A10_v5": 2880,
}  # fmt: skip
"""Machine -> the disk of its own from which it can start, in GiB: the temporary one of its series' page, which says too
that ephemeral disks are supported. That of NC H100 is NVMe. On NC A100 and ND the NVMe beside it holds no system: Azure
puts one there from the sixth generation on."""


@dataclass(frozen=True, kw_only=True)
class SystemDisk:
    """The disk from which a machine starts: AKS's word for where it is, and its size in GiB."""

    kind: str
    gib: int


def system_disk(machine: str, *, gpus: bool) -> SystemDisk:
    """Return the disk from which a machine of that name starts; one that nobody has read about has a managed one."""
    surely = (HOLDS_GIB.get(machine, 0) - 1) * 98 // 100
    if surely >= LEAST_GIB:
        return SystemDisk(kind=EPHEMERAL, gib=min(MOST_GIB, max(LEAST_GIB, surely // STEP_GIB * STEP_GIB)))
    return SystemDisk(kind=MANAGED, gib=MANAGED_GIB_GPU if gpus else MANAGED_GIB)


def idle_disks(topology: Topology) -> Iterator[Capability]:
    """Yield which pools start over the network, though their machines have disks of their own."""
    for cluster in topology.clusters:
        for pool in cluster.pools:
            machine = pool.offer.machine if pool.offer is not None else None
            if machine is None or not machine.local_disk_bytes:
                continue
            disk = system_disk(machine.name, gpus=bool(pool.machine.gpus))
            if disk.kind == MANAGED:
                yield Capability(
                    name=f"clusters[{cluster.name}].pools[{pool.name}].machine",
                    supported=False,
                    reason=f"images and scratch lie on a managed disk of {disk.gib} GiB: no disk of a {machine.name} "
                    f"from which Azure starts it holds {LEAST_GIB} GiB",
                    remedy="leave it so, or ask for another machine, such as Standard_NC40ads_H100_v5",
                )
