"""A network that exists, as a stack's configuration tells it; what asks an account of it needs no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class AdoptedSubnets:
    """A network that exists: its id and range, its subnets by segment and zone, and the subnet of the cluster itself.

    Subnets are told by their whole paths (projects/P/regions/R/subnetworks/S). Those of training and serving have a
    secondary range named `pods`, that of the cluster one named `services` besides; `system_cidr` is its own range,
    `services_cidr` that of services, `subnet_cidrs` those of nodes where they are told. It holds no file systems.
    """

    network_id: str
    cidr: str
    subnet_ids: Mapping[str, Mapping[str, str]]
    system_subnet_id: str
    system_cidr: str
    services_cidr: str
    subnet_cidrs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
