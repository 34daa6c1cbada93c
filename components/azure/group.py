"""Makes the resource group in which everything of a stack lies. It makes nothing in it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources

from components.azure.names import group_name, tags
from components.topology.model import Topology


@dataclass(frozen=True, kw_only=True)
class AzureGroupArgs:
    """The topology and the stack's name."""

    topology: Topology
    stack: str


class AzureGroup(pulumi.ComponentResource):
    """A resource group of the stack's own; `group_id` starts with the subscription that it is in."""

    group_id: pulumi.Output[str]
    group: pulumi.Output[str]

    def __init__(self, name: str, args: AzureGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Group", name, None, opts)
        made = resources.ResourceGroup(
            f"{name}-resources",
            resource_group_name=group_name(args.topology.name, args.stack),
            location=args.topology.location,
            tags=tags(args.topology),
            opts=pulumi.ResourceOptions(parent=self, protect=args.topology.deletion_protection),
        )
        self.group_id, self.group = made.id, made.name
        self.register_outputs({"group_id": self.group_id, "group": self.group})
