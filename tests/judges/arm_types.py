"""What Azure Resource Manager calls what the azure-native provider is asked for: types, versions, parts of names. Pure.

Each row follows the page of the type in Azure's template reference (learn.microsoft.com/azure/templates). A version is
the one that the SDK uses, and a test holds that; where a resource lies below another, its name has both names in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ArmType:
    """A type of resource.

    Attributes:
        type: its name in a template.
        version: of its interface.
        name: the inputs that make its name, outermost first; a text that begins with "=" stands for itself.
        path: inputs that say only where it lies.
        inner: inputs that other types have beside `properties`, and this one has in them.
    """

    type: str
    version: str
    name: tuple[str, ...]
    path: tuple[str, ...] = ("resourceGroupName",)
    inner: tuple[str, ...] = field(default=())


NETWORK, STORAGE, CONTAINERS, KEYS = "2024-05-01", "2024-01-01", "2025-09-01", "2024-11-01"
IDENTITY, DNS = "2023-01-31", "2024-06-01"
CLUSTER = "Microsoft.ContainerService/managedClusters"
ACCOUNT = "Microsoft.Storage/storageAccounts"
USER_ASSIGNED = "Microsoft.ManagedIdentity/userAssignedIdentities"


def _network(kind: str, *name: str) -> ArmType:
    return ArmType(type=f"Microsoft.Network/{kind}", version=NETWORK, name=name)


TYPES: Mapping[str, ArmType] = {
    "authorization:ManagementLockByScope": ArmType(
        type="Microsoft.Authorization/locks", version="2020-05-01", name=("lockName",)
    ),
    "authorization:RoleAssignment": ArmType(
        type="Microsoft.Authorization/roleAssignments", version="2022-04-01", name=("roleAssignmentName",)
    ),
    "compute:DiskEncryptionSet": ArmType(
        type="Microsoft.Compute/diskEncryptionSets", version="2024-03-02", name=("diskEncryptionSetName",)
    ),
    "containerservice:AgentPool": ArmType(
        type=f"{CLUSTER}/agentPools",
        version=CONTAINERS,
        name=("resourceName", "agentPoolName"),
        inner=("tags",),
    ),
    "containerservice:MaintenanceConfiguration": ArmType(
        type=f"{CLUSTER}/maintenanceConfigurations", version=CONTAINERS, name=("resourceName", "configName")
    ),
    "containerservice:ManagedCluster": ArmType(type=CLUSTER, version=CONTAINERS, name=("resourceName",)),
    "keyvault:Key": ArmType(
        type="Microsoft.KeyVault/vaults/keys", version=KEYS, name=("vaultName", "keyName")
    ),
    "keyvault:Vault": ArmType(type="Microsoft.KeyVault/vaults", version=KEYS, name=("vaultName",)),
    "kubernetesconfiguration:Extension": ArmType(
        type="Microsoft.KubernetesConfiguration/extensions",
        version="2023-05-01",
        name=("extensionName",),
        path=("resourceGroupName", "clusterRp", "clusterResourceName", "clusterName"),
        inner=("scope",),
    ),
    "managedidentity:FederatedIdentityCredential": ArmType(
        type=f"{USER_ASSIGNED}/federatedIdentityCredentials",
        version=IDENTITY,
        name=("resourceName", "federatedIdentityCredentialResourceName"),
    ),
    "managedidentity:UserAssignedIdentity": ArmType(
        type=USER_ASSIGNED, version=IDENTITY, name=("resourceName",)
    ),
    "monitor:DiagnosticSetting": ArmType(
        type="Microsoft.Insights/diagnosticSettings", version="2021-05-01-preview", name=("name",)
    ),
    "network:FlowLog": _network("networkWatchers/flowLogs", "networkWatcherName", "flowLogName"),
    "network:NatGateway": _network("natGateways", "natGatewayName"),
    "network:NetworkSecurityGroup": _network("networkSecurityGroups", "networkSecurityGroupName"),
    "network:PrivateDnsZoneGroup": _network(
        "privateEndpoints/privateDnsZoneGroups", "privateEndpointName", "privateDnsZoneGroupName"
    ),
    "network:PrivateEndpoint": _network("privateEndpoints", "privateEndpointName"),
    "network:PublicIPAddress": _network("publicIPAddresses", "publicIpAddressName"),
    "network:SecurityRule": _network(
        "networkSecurityGroups/securityRules", "networkSecurityGroupName", "securityRuleName"
    ),
    "network:Subnet": _network("virtualNetworks/subnets", "virtualNetworkName", "subnetName"),
    "network:VirtualNetwork": _network("virtualNetworks", "virtualNetworkName"),
    "network:VirtualNetworkPeering": _network(
        "virtualNetworks/virtualNetworkPeerings", "virtualNetworkName", "virtualNetworkPeeringName"
    ),
    "privatedns:PrivateZone": ArmType(
        type="Microsoft.Network/privateDnsZones", version=DNS, name=("privateZoneName",)
    ),
    "privatedns:VirtualNetworkLink": ArmType(
        type="Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        version=DNS,
        name=("privateZoneName", "virtualNetworkLinkName"),
    ),
    "resources:ResourceGroup": ArmType(
        type="Microsoft.Resources/resourceGroups", version="2024-03-01", name=("resourceGroupName",)
    ),
    "storage:BlobContainer": ArmType(
        type=f"{ACCOUNT}/blobServices/containers",
        version=STORAGE,
        name=("accountName", "=default", "containerName"),
    ),
    "storage:BlobServiceProperties": ArmType(
        type=f"{ACCOUNT}/blobServices", version=STORAGE, name=("accountName", "blobServicesName")
    ),
    "storage:ManagementPolicy": ArmType(
        type=f"{ACCOUNT}/managementPolicies", version=STORAGE, name=("accountName", "managementPolicyName")
    ),
    "storage:StorageAccount": ArmType(type=ACCOUNT, version=STORAGE, name=("accountName",)),
    "storagecache:AmlFilesystem": ArmType(
        type="Microsoft.StorageCache/amlFilesystems", version="2024-03-01", name=("amlFilesystemName",)
    ),
}
"""Type token, without its package -> what it is in a template."""

BESIDE = frozenset(
    {"extendedLocation", "identity", "kind", "location", "managedBy", "plan", "scope", "sku", "tags", "zones"}
)
"""What stands beside `properties`, whatever the type."""

RENAMED: Mapping[str, Mapping[str, str]] = {
    "monitor:DiagnosticSetting": {"resourceUri": "scope"},
    "storage:StorageAccount": {
        "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
        "networkRuleSet": "networkAcls",
        "encryptionIdentity": "identity",
        "encryptionUserAssignedIdentity": "userAssignedIdentity",
        "keyVaultProperties": "keyvaultproperties",
        "keyName": "keyname",
        "keyVaultUri": "keyvaulturi",
        "keyVersion": "keyversion",
    },
}
"""Type -> input, however deep -> its name in a template, where Azure's SDKs chose another one."""

NESTED: Mapping[str, frozenset[str]] = {
    "network:PrivateDnsZoneGroup": frozenset({"privateDnsZoneConfigs"}),
    "network:PrivateEndpoint": frozenset({"privateLinkServiceConnections"}),
    "network:Subnet": frozenset({"delegations"}),
}
"""Type -> lists whose entries have properties of their own, which the provider takes without that layer."""
