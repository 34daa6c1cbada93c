"""The same outputs for a network that exists: it makes nothing of it, and destroys nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi


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


class GcpAdoptedNetwork(pulumi.ComponentResource):
    """A VPC that somebody else made."""

    network_id: pulumi.Output[str]
    cidr: str
    subnet_ids: Mapping[str, Mapping[str, pulumi.Output[str]]]
    system_subnet_id: pulumi.Output[str]
    system_cidr: str
    services_cidr: str
    peering: pulumi.Resource | None

    def __init__(self, name: str, args: AdoptedSubnets, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:AdoptedNetwork", name, None, opts)
        self.network_id = pulumi.Output.from_input(args.network_id)
        self.cidr = args.cidr
        self.subnet_ids = {
            segment: {zone: pulumi.Output.from_input(given) for zone, given in sorted(zones.items())}
            for segment, zones in sorted(args.subnet_ids.items())
        }
        self.system_subnet_id = pulumi.Output.from_input(args.system_subnet_id)
        self.system_cidr, self.services_cidr = args.system_cidr, args.services_cidr
        self.peering = None
        self.register_outputs(
            {
                "network_id": self.network_id,
                "subnet_ids": self.subnet_ids,
                "system_subnet_id": self.system_subnet_id,
            }
        )
