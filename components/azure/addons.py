"""Makes what AKS runs for a plan's file systems: the driver of Lustre, an extension of one version.

Everything else that runs in the cluster is declared there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import kubernetesconfiguration

from components.azure.agent_pools import TOLERATE_SPOT, cluster_taint
from components.topology.model import Topology
from components.topology.node_labels import TOLERATE_GPU
from components.topology.rights import segments_with_files

LUSTRE = "microsoft.azuremanagedlustre"
"""The type of the extension ("Use the Azure Managed Lustre CSI driver with AKS")."""
NAME, VERSION, TRAIN = "azurelustre", "0.6.0", "stable"
"""As Azure's own client installs it (`az aks update --enable-azure-managed-lustre`, aks-preview), which knows it by
this name. Of one version, since a newer client cannot take over while anything is mounted: the driver's own page wants
all work that mounts a file system stopped first."""
NAMESPACE = "kube-system"


@dataclass(frozen=True, kw_only=True)
class AzureAddonsArgs:
    """The topology, which has file systems, and the cluster that mounts them."""

    topology: Topology
    group: pulumi.Input[str]
    cluster_name: pulumi.Input[str]


class AzureAddons(pulumi.ComponentResource):
    """The driver, on the machines of the clusters that mount a file system."""

    driver_id: pulumi.Output[str]

    def __init__(self, name: str, args: AzureAddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Addons", name, None, opts)
        made = kubernetesconfiguration.Extension(
            f"{name}-lustre",
            resource_group_name=args.group,
            cluster_rp="Microsoft.ContainerService",
            cluster_resource_name="managedClusters",
            cluster_name=args.cluster_name,
            extension_name=NAME,
            extension_type=LUSTRE,
            release_train=TRAIN,
            auto_upgrade_minor_version=False,
            version=VERSION,
            scope={"cluster": {"release_namespace": NAMESPACE}},
            configuration_settings=driver_settings(args.topology),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.driver_id = made.id
        self.register_outputs({"driver_id": self.driver_id})


def driver_settings(topology: Topology) -> dict[str, str]:
    """Return the driver's settings: it runs where a file system is mounted, which tells it apart by taints alone."""
    mounting = segments_with_files(topology)
    taints = [cluster_taint(cluster.labels) for cluster in topology.clusters if cluster.segment in mounting]
    tolerated: list[Mapping[str, str]] = [
        TOLERATE_GPU, TOLERATE_SPOT, *({"operator": "Equal", **taint} for taint in taints),
    ]  # fmt: skip
    return {
        f"node.tolerations[{number}].{key}": value
        for number, each in enumerate(tolerated)
        for key, value in sorted(each.items())
    }
