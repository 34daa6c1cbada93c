"""Whether a pool stands already: as many machines as a plan asks of it, and none smaller. Pure."""

from __future__ import annotations

from components.topology.facts import Machines
from components.topology.gpu_profiles import devices_of
from components.topology.model import Pool


def stands(pool: Pool, running: Machines | None) -> bool:
    """Return whether what runs of a pool is as many machines as it may have, and each as large."""
    if running is None or running.count < pool.maximum:
        return False
    each, machine = running.each, pool.machine
    if each is None:
        return True
    device, count = devices_of(pool)
    fits = machine.cpus <= each.cpus and machine.memory_bytes <= each.memory_bytes
    return fits and count <= each.devices.get(device, 0)
