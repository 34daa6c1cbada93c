"""The machines of the cluster's own services on Google Cloud: which, how many, and which quota counts them. Pure."""

from __future__ import annotations

from components.topology.model import Topology
from components.topology.quota import SystemMachines

SYSTEM_MACHINE = "e2-standard-4"
"""For the cluster's own pods and the operators: about 3 vCPUs of them, in every cluster alike."""
VCPUS = 4
FAMILY = "CPUS"
SYSTEM_NODES_AT_MOST = 6


def system(topology: Topology) -> SystemMachines | None:
    """Return the machines of the cluster's own services, one in each zone at first; None without a network."""
    if topology.network is None:
        return None
    zones = topology.network.zones
    return SystemMachines(machine=SYSTEM_MACHINE, family=FAMILY, vcpus=VCPUS, least=len(zones), zones=zones)
