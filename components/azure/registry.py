"""Makes the private way to a container registry that exists, and lets nodes pull from it. It makes no registry."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.azure.private_access import REGISTRY, Where, private_way
from components.azure.roles import REGISTRY_READER, grant


@dataclass(frozen=True, kw_only=True)
class AzureRegistryAccessArgs:
    """The registry's id, where its endpoint lies, and the identity with which nodes pull."""

    registry_id: str
    where: Where
    kubelet_id: pulumi.Input[str]


class AzureRegistryAccess(pulumi.ComponentResource):
    """Images come through the network, and by the nodes' one right: to pull from this registry."""

    registry_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: AzureRegistryAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:azure:RegistryAccess", name, None, opts)
        below = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        private_way(f"{name}-endpoint", REGISTRY, args.registry_id, args.where, below)
        grant(
            f"{name}-grant", scope=args.registry_id, principal_id=args.kubelet_id,
            role=REGISTRY_READER, opts=below,
        )  # fmt: skip
        self.registry_id = pulumi.Output.from_input(args.registry_id)
        self.register_outputs({"registry_id": self.registry_id})
