"""Which changes make Azure's resources anew: per type, the properties, and the provider's page that says so. Pure.

Names, groups and locations do so for every type. Whatever holds data, or all that runs, is `stateful`: a change of it
that is listed nowhere is to be told as "may replace", never as harmless. What is listed is what happens:
`replacing.py` tells the engine, since the provider knows only some of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.replacement import Replaces

LEARN = "https://learn.microsoft.com/azure/"


EVERYWHERE = ("resourceGroupName", "location")
"""Of every type that has them."""

REPLACES: Mapping[str, Replaces] = {
    "azure-native:resources:ResourceGroup": Replaces(
        properties=("resourceGroupName", "location"),
        page=f"{LEARN}azure-resource-manager/management/manage-resource-groups-portal",
    ),
    "azure-native:network:VirtualNetwork": Replaces(
        properties=("virtualNetworkName",), page=f"{LEARN}virtual-network/manage-virtual-network"
    ),
    "azure-native:network:Subnet": Replaces(
        properties=("subnetName", "virtualNetworkName"),
        page=f"{LEARN}virtual-network/virtual-network-manage-subnet",
    ),
    "azure-native:network:VirtualNetworkPeering": Replaces(
        properties=("virtualNetworkPeeringName", "virtualNetworkName", "remoteVirtualNetwork"),
        page=f"{LEARN}virtual-network/virtual-network-manage-peering",
    ),
    "azure-native:network:NatGateway": Replaces(
        properties=("natGatewayName", "sku", "zones"), page=f"{LEARN}nat-gateway/nat-availability-zones"
    ),
    "azure-native:network:PublicIPAddress": Replaces(
        properties=("publicIpAddressName", "publicIPAddressVersion", "sku", "zones"),
        page=f"{LEARN}virtual-network/ip-services/public-ip-addresses",
    ),
    "azure-native:network:PrivateEndpoint": Replaces(
        properties=("privateEndpointName", "privateLinkServiceConnections", "subnet"),
        page=f"{LEARN}private-link/manage-private-endpoint",
    ),
    "azure-native:network:FlowLog": Replaces(
        properties=("flowLogName", "networkWatcherName", "targetResourceId"),
        page=f"{LEARN}network-watcher/vnet-flow-logs-manage",
    ),
    "azure-native:keyvault:Vault": Replaces(
        properties=("vaultName", "properties.tenantId"),
        page=f"{LEARN}key-vault/general/move-subscription",
        stateful=True,
    ),
    "azure-native:keyvault:Key": Replaces(
        properties=(
            # Azure makes a key that is not there, and says "done" to any change of one that is.
            "keyName", "vaultName", "properties.curveName", "properties.keyOps", "properties.keySize", "properties.kty",
            "properties.rotationPolicy",
        ),
        page=f"{LEARN}key-vault/keys/about-keys", stateful=True,
    ),
    "azure-native:compute:DiskEncryptionSet": Replaces(
        properties=("diskEncryptionSetName", "encryptionType"),
        page=f"{LEARN}virtual-machines/disk-encryption", stateful=True,
    ),
    "azure-native:compute:ProximityPlacementGroup": Replaces(
        properties=("proximityPlacementGroupName", "proximityPlacementGroupType", "zones"),
        page=f"{LEARN}aks/reduce-latency-ppg",
    ),
    "azure-native:storage:StorageAccount": Replaces(
        properties=(
            "accountName", "kind", "encryption.requireInfrastructureEncryption", "isHnsEnabled", "enableNfsV3",
        ),
        page=f"{LEARN}storage/common/infrastructure-encryption-enable", stateful=True,
    ),
    "azure-native:storage:BlobContainer": Replaces(
        properties=("accountName", "containerName", "defaultEncryptionScope", "denyEncryptionScopeOverride"),
        page=f"{LEARN}storage/blobs/encryption-scope-manage", stateful=True,
    ),
    "azure-native:storagecache:AmlFilesystem": Replaces(
        properties=(
            "amlFilesystemName", "filesystemSubnet", "hsm", "identity", "sku", "storageCapacityTiB", "zones",
        ),
        page=f"{LEARN}azure-managed-lustre/create-file-system-portal", stateful=True,
    ),
    "azure-native:managedidentity:UserAssignedIdentity": Replaces(
        properties=("resourceName",), page=f"{LEARN}active-directory/managed-identities-azure-resources/overview"
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": Replaces(
        properties=("federatedIdentityCredentialResourceName", "resourceName"),
        page=f"{LEARN}aks/workload-identity-deploy-cluster",
    ),
    "azure-native:authorization:RoleAssignment": Replaces(
        properties=(
            "principalId", "principalType", "roleAssignmentName", "roleDefinitionId", "scope",
        ),
        page=f"{LEARN}role-based-access-control/role-assignments",
    ),
    "azure-native:containerservice:ManagedCluster": Replaces(
        properties=(
            "diskEncryptionSetID", "dnsPrefix", "fqdnSubdomain", "linuxProfile", "networkProfile.dnsServiceIP",
            "networkProfile.ipFamilies", "networkProfile.networkDataplane", "networkProfile.networkPlugin",
            "networkProfile.networkPluginMode", "networkProfile.networkPolicy", "networkProfile.outboundType",
            "networkProfile.podCidr", "networkProfile.serviceCidr", "nodeResourceGroup", "resourceName",
        ),
        page=f"{LEARN}aks/manage-azure-cni-overlay", stateful=True,
        in_place=frozenset({
            "aadProfile", "apiServerAccessProfile", "autoScalerProfile", "autoUpgradeProfile", "kubernetesVersion",
            "oidcIssuerProfile", "securityProfile", "sku", "storageProfile",
        }),
    ),
    "azure-native:kubernetesconfiguration:Extension": Replaces(
        properties=(
            "clusterName", "clusterResourceName", "clusterRp", "extensionName", "extensionType", "scope",
        ),
        page=f"{LEARN}aks/cluster-extensions",
    ),
    "azure-native:containerservice:AgentPool": Replaces(
        properties=(
            "agentPoolName", "availabilityZones", "capacityReservationGroupID", "enableEncryptionAtHost", "enableFIPS",
            "gpuInstanceProfile", "gpuProfile", "maxPods", "osDiskSizeGB", "osDiskType", "osType",
            "proximityPlacementGroupID", "resourceName",
            "scaleSetEvictionPolicy", "scaleSetPriority", "spotMaxPrice", "type", "vmSize", "vnetSubnetID",
        ),
        page=f"{LEARN}aks/create-node-pools",
    ),
    **{
        f"azure-native:{kind}": Replaces(properties=(), page=f"{LEARN}{page}")
        for kind, page in (
            ("authorization:ManagementLockByScope", "azure-resource-manager/management/lock-resources"),
            ("containerservice:MaintenanceConfiguration", "aks/planned-maintenance"),
            ("monitor:DiagnosticSetting", "azure-monitor/essentials/diagnostic-settings"),
            ("network:NetworkSecurityGroup", "virtual-network/manage-network-security-group"),
            ("network:PrivateDnsZoneGroup", "private-link/private-endpoint-dns"),
            ("network:SecurityRule", "virtual-network/manage-network-security-group"),
            ("privatedns:PrivateZone", "dns/private-dns-privatednszone"),
            ("privatedns:VirtualNetworkLink", "dns/private-dns-virtual-network-links"),
            ("storage:BlobServiceProperties", "storage/blobs/soft-delete-blob-overview"),
            ("storage:ManagementPolicy", "storage/blobs/lifecycle-management-overview"),
        )
    },
}  # fmt: skip
