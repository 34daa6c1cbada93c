"""The same outputs for a network that exists: it makes nothing of it, and destroys nothing of it."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.aws.addresses import CONTROL_PLANE
from components.aws.adopted_subnets import AdoptedSubnets


class AwsAdoptedNetwork(pulumi.ComponentResource):
    """A VPC that somebody else made; where it names no subnets of the control plane, those of `control` hold it."""

    network_id: pulumi.Output[str]
    cidr: str
    subnet_ids: Mapping[str, Mapping[str, pulumi.Output[str]]]
    route_table_ids: Mapping[str, pulumi.Output[str]]
    control_plane_table_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AdoptedSubnets, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:AdoptedNetwork", name, None, opts)
        self.network_id = pulumi.Output.from_input(args.network_id)
        self.cidr = args.cidr
        known = {CONTROL_PLANE: args.subnet_ids.get("control", {}), **args.subnet_ids}
        self.subnet_ids = {
            segment: {zone: pulumi.Output.from_input(given) for zone, given in sorted(zones.items())}
            for segment, zones in sorted(known.items())
        }
        self.route_table_ids = {
            zone: pulumi.Output.from_input(given) for zone, given in sorted(args.route_table_ids.items())
        }
        self.control_plane_table_ids = {}
        self.register_outputs({"network_id": self.network_id, "subnet_ids": self.subnet_ids})
