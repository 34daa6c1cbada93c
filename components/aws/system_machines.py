"""The machines of the cluster's own services on AWS: which, how many, and what quota they count against. Pure."""

from __future__ import annotations

import math

from components.topology.model import Topology
from components.topology.quota import SystemMachines

SYSTEM_TYPES = ("m7i.xlarge", "m6i.xlarge", "m5.xlarge")
"""4 vCPUs and 16 GiB: operators, registry and metrics ask some 3 vCPUs and 10 GiB. The first that the region has."""
VCPUS = 4
FAMILY = "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances (L-1216C47A)"
SYSTEM_MACHINES, SYSTEM_MACHINES_IN_PRODUCTION = 2, 3
"""Two hold what must not be lost with one machine; in production one for each of the usual three zones. Each zone has
its share, rounded up, in a group of its own: EKS never moves a group to other subnets. Another zone changes a share,
so how many machines a group has now is told with its bounds, of which EKS refuses any that leave it outside."""


def system_machines(topology: Topology, zones: int) -> int:
    """Return how many machines of the cluster's own services each of so many zones has."""
    everywhere = SYSTEM_MACHINES_IN_PRODUCTION if topology.deletion_protection else SYSTEM_MACHINES
    return math.ceil(everywhere / zones)


def system(topology: Topology) -> SystemMachines | None:
    """Return the machines of the cluster's own services; None where the plan has no network for them."""
    if topology.network is None:
        return None
    zones = topology.network.zones
    least = system_machines(topology, len(zones)) * len(zones)
    return SystemMachines(machine=SYSTEM_TYPES[0], family=FAMILY, vcpus=VCPUS, least=least, zones=zones)
