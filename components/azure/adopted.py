"""Hands over a network that exists, with the outputs of one that is made. It makes and destroys nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.azure.settings import AdoptedNetwork


@dataclass(frozen=True, kw_only=True)
class AzureAdoptedNetworkArgs:
    """What the stack's configuration says of the network."""

    adopted: AdoptedNetwork


class AzureAdoptedNetwork(pulumi.ComponentResource):
    """A virtual network of somebody else, with its subnets and private DNS zones."""

    network_id: pulumi.Output[str]
    subnet_ids: Mapping[str, Mapping[str, pulumi.Output[str]]]
    regional_ids: Mapping[str, pulumi.Output[str]]
    dns_zone_ids: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: AzureAdoptedNetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:azure:AdoptedNetwork", name, None, opts)
        adopted = args.adopted
        self.network_id = pulumi.Output.from_input(adopted.network_id)
        self.subnet_ids = {segment: _outputs(zones) for segment, zones in adopted.subnet_ids.items()}
        self.regional_ids = _outputs(adopted.regional_ids)
        self.dns_zone_ids = _outputs(adopted.dns_zone_ids)
        self.register_outputs(
            {
                "network_id": self.network_id, "subnet_ids": self.subnet_ids,
                "regional_ids": self.regional_ids, "dns_zone_ids": self.dns_zone_ids,
            }
        )  # fmt: skip


def _outputs(ids: Mapping[str, str]) -> dict[str, pulumi.Output[str]]:
    return {key: pulumi.Output.from_input(one) for key, one in ids.items()}
