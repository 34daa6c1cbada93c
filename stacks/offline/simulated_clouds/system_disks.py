"""What Azure refuses of machines that start from a disk of their own: one too large, and to be stopped and kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from stacks.offline.simulated_clouds.checking import Fault

POOL = "azure-native:containerservice:AgentPool"
MOST_GIB = 2040
STOPS = ("scaleDownMode", "scaleSetEvictionPolicy")
PAGE = "learn.microsoft.com, Ephemeral OS disks for Azure VMs"


def system_disk_faults(token: str, given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what Azure would refuse of a pool whose machines start from a disk of their own."""
    if token != POOL or given.get("osDiskType") != "Ephemeral":
        return
    size = given.get("osDiskSizeGB")
    if isinstance(size, int | float) and size > MOST_GIB:
        yield "osDiskSizeGB", f"is {size:g}; allowed: {MOST_GIB} at most of a disk of the machine ({PAGE})"
    for name in STOPS:
        if given.get(name) == "Deallocate":
            yield (
                name,
                f'is "Deallocate"; allowed: Delete, for such a disk is not there without its machine ({PAGE})',
            )
