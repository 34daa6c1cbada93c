"""The same outputs for a network that exists: it makes nothing of it, and destroys nothing of it."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.gcp.adopted_subnets import AdoptedSubnets


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
