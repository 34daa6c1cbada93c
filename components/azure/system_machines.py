"""The machines of the cluster's own services on Azure: which, how many, and what quota they count against. Pure."""

from __future__ import annotations

from components.topology.model import Topology
from components.topology.quota import SystemMachines

SYSTEM_MACHINE = "Standard_D4s_v5"
"""AKS wants 4 vCPUs for system services ("Manage system node pools"); operators and the registry stand here as well."""
VCPUS = 4
FAMILY = "standardDSv5Family"
SYSTEM_NODES_AT_MOST = 5
SYSTEM_NODES, SYSTEM_NODES_IN_PRODUCTION = 1, 3


def least(topology: Topology) -> int:
    """Return how many machines of the cluster's own services there are at least."""
    return SYSTEM_NODES_IN_PRODUCTION if topology.deletion_protection else SYSTEM_NODES


def system(topology: Topology) -> SystemMachines | None:
    """Return the machines of the cluster's own services; None where the plan has no network for them."""
    if topology.network is None:
        return None
    return SystemMachines(
        machine=SYSTEM_MACHINE,
        family=FAMILY,
        vcpus=VCPUS,
        least=least(topology),
        zones=topology.network.zones,
    )
