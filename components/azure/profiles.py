"""What a control plane is told of itself: access, network, security, autoscaler, its own pool. It makes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import containerservice

from components.azure import addresses
from components.azure.addresses import availability_zone
from components.azure.agent_pools import SYSTEM_POOL
from components.azure.keys import EncryptionKey
from components.azure.names import tags
from components.azure.system_machines import SYSTEM_MACHINE, SYSTEM_NODES_AT_MOST, least
from components.topology.model import Topology

SYSTEM_PODS_PER_NODE = 110
CLEAN_IMAGES_HOURS = 7 * 24
LOCAL_DNS: containerservice.LocalDNSProfileArgsDict = {"mode": "Disabled"}
"""From Kubernetes 1.37 on AKS answers names on each node where a pool does not say this ("Configure LocalDNS"); pods
may ask the cluster's DNS alone (`platform.DNS`)."""


def sku(topology: Topology) -> containerservice.ManagedClusterSKUArgsDict:
    """Return what is paid for: the control plane that Azure answers for where the plan is one of production."""
    return {"name": "Base", "tier": "Standard" if topology.deletion_protection else "Free"}


def entra(admin_groups: tuple[str, ...]) -> containerservice.ManagedClusterAADProfileArgsDict:
    """Return who may enter: whom Entra knows, by Azure's roles, and these groups as administrators."""
    return {"managed": True, "enable_azure_rbac": True, "admin_group_object_ids": list(admin_groups)}


def storage() -> containerservice.ManagedClusterStorageProfileArgsDict:
    """Return which drivers AKS runs: the one of disks, and none that nothing here uses."""
    return {
        "disk_csi_driver": {"enabled": True},
        "file_csi_driver": {"enabled": False},
        "blob_csi_driver": {"enabled": False},
        "snapshot_controller": {"enabled": False},
    }


def api_server(
    allowed: tuple[str, ...], subnet_id: pulumi.Input[str], zone_id: pulumi.Input[str] | None
) -> containerservice.ManagedClusterAPIServerAccessProfileArgsDict:
    """Return how the API server is reached: by nodes in the network, from outside by `allowed` ranges or by nobody.

    `zone_id` is where its private name is kept, which can be told to other networks; without one AKS keeps it itself.
    """
    inside: containerservice.ManagedClusterAPIServerAccessProfileArgsDict = {
        "enable_vnet_integration": True,
        "subnet_id": subnet_id,
        "disable_run_command": True,
    }
    if allowed:
        return {**inside, "enable_private_cluster": False, "authorized_ip_ranges": list(allowed)}
    return {
        **inside,
        "enable_private_cluster": True,
        "enable_private_cluster_public_fqdn": False,
        "private_dns_zone": "system" if zone_id is None else zone_id,
    }


def network() -> containerservice.ContainerServiceNetworkProfileArgsDict:
    """Return how pods are connected: beside the network's addresses, and by policies that Cilium holds."""
    return {
        "network_plugin": "azure",
        "network_plugin_mode": "overlay",
        "network_dataplane": "cilium",
        "network_policy": "cilium",
        "pod_cidr": addresses.POD_CIDR,
        "service_cidr": addresses.SERVICE_CIDR,
        "dns_service_ip": addresses.DNS_SERVICE_IP,
        "load_balancer_sku": "standard",
        "outbound_type": "userAssignedNATGateway",
        "ip_families": ["IPv4"],
    }


def security(key: EncryptionKey | None) -> containerservice.ManagedClusterSecurityProfileArgsDict:
    """Return how pods get identities, and whose key encrypts secrets: the customer's, or None for Azure's own.

    AKS uses the version that it is told; `up` after a refresh tells it a newer one.
    """
    profile: containerservice.ManagedClusterSecurityProfileArgsDict = {
        "workload_identity": {"enabled": True},
        "image_cleaner": {"enabled": True, "interval_hours": CLEAN_IMAGES_HOURS},
    }
    if key is not None:
        profile["azure_key_vault_kms"] = {
            "enabled": True,
            "key_id": key.version_id,
            "key_vault_network_access": "Private",
            "key_vault_resource_id": key.vault_id,
        }
    return profile


def autoscaler() -> containerservice.ManagedClusterPropertiesAutoScalerProfileArgsDict:
    """Return how machines come and go: in the plan's order of capacities, and soon, since idle GPUs cost most."""
    return {
        "expander": "priority",
        "balance_similar_node_groups": "true",
        "scale_down_unneeded_time": "5m",
        "scale_down_delay_after_add": "5m",
        "skip_nodes_with_local_storage": "false",
        "skip_nodes_with_system_pods": "false",
    }


def system_pool(
    topology: Topology, zones: Sequence[str], subnet_id: pulumi.Input[str]
) -> containerservice.ManagedClusterAgentPoolProfileArgsDict:
    """Return the pool of system services and operators; the plan's own pools keep strangers off by taints.

    It is told no version, since AKS refuses an update of a cluster that names one for some of its pools and not for all
    (NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged). AKS moves it with the next patch of the cluster's.
    """
    count = least(topology)
    return {
        "name": SYSTEM_POOL,
        "mode": "System",
        "type": "VirtualMachineScaleSets",
        "vm_size": SYSTEM_MACHINE,
        "os_type": "Linux",
        "os_sku": "Ubuntu",
        "os_disk_type": "Managed",
        "os_disk_size_gb": 128,
        "availability_zones": [availability_zone(zone) for zone in zones],
        "vnet_subnet_id": subnet_id,
        "enable_auto_scaling": True,
        "count": count,
        "min_count": count,
        "max_count": SYSTEM_NODES_AT_MOST,
        "max_pods": SYSTEM_PODS_PER_NODE,
        "enable_node_public_ip": False,
        "enable_encryption_at_host": True,
        "enable_fips": False,
        "security_profile": {"ssh_access": "Disabled"},
        "local_dns_profile": LOCAL_DNS,
        "node_labels": dict(topology.made_by),
        "tags": tags(topology),
    }
