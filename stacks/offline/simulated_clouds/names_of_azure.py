"""The names that Azure takes for its resources, by type and property, each with the page that says so."""

from collections.abc import Mapping

from stacks.offline.simulated_clouds.form import Form

AZURE = "learn.microsoft.com, Naming rules and restrictions for Azure resources"
NETWORK = "azure-native:network"

CLUSTER = Form(
    pattern=r"[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?",
    words="1 to 63 of letters, digits, _ and -",
    source=AZURE,
)
IDENTITY = Form(
    pattern=r"[A-Za-z0-9][\w-]{2,127}",
    words="3 to 128 of letters, digits, _ and -, the first a letter or digit",
    source=AZURE,
)


def _network(longest: int = 80, shortest: int = 1) -> Form:
    """Return the form of most names of Microsoft.Network."""
    rest = rf"([\w.-]{{{max(0, shortest - 2)},{longest - 2}}}\w)" + ("?" if shortest == 1 else "")
    return Form(
        pattern=rf"[A-Za-z0-9]{rest}",
        words=f"{shortest} to {longest} of letters, digits, _, . and -, the last no . or -",
        source=AZURE,
    )


def _only(*names: str, source: str) -> Form:
    return Form(pattern="|".join(names), words=" or ".join(names), source=f"learn.microsoft.com, {source}")


FORMS: Mapping[tuple[str, str], Form] = {
    ("azure-native:resources:ResourceGroup", "resourceGroupName"): Form(
        pattern=r"[\w().-]{0,89}[\w()-]",
        words="1 to 90 of letters, digits and _().-, the last no .",
        source=AZURE,
    ),
    ("azure-native:storage:StorageAccount", "accountName"): Form(
        pattern=r"[a-z0-9]{3,24}", words="3 to 24 of a-z and 0-9", source=AZURE
    ),
    ("azure-native:keyvault:Vault", "vaultName"): Form(
        pattern=r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]",
        words="3 to 24 of letters, digits and single -, the first a letter",
        source=AZURE,
    ),
    ("azure-native:network:VirtualNetwork", "virtualNetworkName"): Form(
        pattern=r"[A-Za-z0-9][\w.-]{0,62}\w", words="2 to 64 of letters, digits, _, . and -", source=AZURE
    ),
    ("azure-native:network:Subnet", "subnetName"): Form(
        pattern=r"[A-Za-z0-9]([\w.-]{0,78}\w)?", words="1 to 80 of letters, digits, _, . and -", source=AZURE
    ),
    ("azure-native:containerservice:ManagedCluster", "resourceName"): CLUSTER,
    ("azure-native:containerservice:AgentPool", "resourceName"): CLUSTER,
    ("azure-native:containerservice:MaintenanceConfiguration", "resourceName"): CLUSTER,
    ("azure-native:containerservice:ManagedCluster", "dnsPrefix"): Form(
        pattern=r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?",
        words="1 to 54 of letters, digits and -",
        source=AZURE,
    ),
    ("azure-native:containerservice:AgentPool", "agentPoolName"): Form(
        pattern=r"[a-z][a-z0-9]{0,11}", words="1 to 12 of a-z and 0-9, the first a letter", source=AZURE
    ),
    (f"{NETWORK}:NetworkSecurityGroup", "networkSecurityGroupName"): _network(),
    (f"{NETWORK}:SecurityRule", "securityRuleName"): _network(),
    (f"{NETWORK}:NatGateway", "natGatewayName"): _network(),
    (f"{NETWORK}:PublicIPAddress", "publicIpAddressName"): _network(),
    (f"{NETWORK}:PrivateEndpoint", "privateEndpointName"): _network(64, 2),
    (f"{NETWORK}:PrivateEndpoint", "customNetworkInterfaceName"): _network(),
    (f"{NETWORK}:PrivateDnsZoneGroup", "privateDnsZoneGroupName"): _network(),
    (f"{NETWORK}:VirtualNetworkPeering", "virtualNetworkPeeringName"): _network(),
    (f"{NETWORK}:FlowLog", "flowLogName"): _network(),
    (f"{NETWORK}:FlowLog", "networkWatcherName"): _network(),
    ("azure-native:privatedns:VirtualNetworkLink", "virtualNetworkLinkName"): _network(),
    ("azure-native:privatedns:PrivateZone", "privateZoneName"): Form(
        pattern=r"(?=.{1,253}$)[A-Za-z0-9]([\w-]{0,61}\w)?(\.[A-Za-z0-9]([\w-]{0,61}\w)?){1,33}",
        words="2 to 34 labels of at most 63 letters, digits, _ and -, with dots between",
        source=AZURE,
    ),
    ("azure-native:managedidentity:UserAssignedIdentity", "resourceName"): IDENTITY,
    ("azure-native:managedidentity:FederatedIdentityCredential", "resourceName"): IDENTITY,
    (
        "azure-native:managedidentity:FederatedIdentityCredential",
        "federatedIdentityCredentialResourceName",
    ): Form(
        pattern=r"[A-Za-z0-9][\w-]{2,119}",
        words="3 to 120 of letters, digits, _ and -, the first a letter or digit",
        source="learn.microsoft.com, Important considerations for federated identity credentials",
    ),
    ("azure-native:compute:DiskEncryptionSet", "diskEncryptionSetName"): Form(
        pattern=r"[\w-]{1,80}", words="1 to 80 of letters, digits, _ and -", source=AZURE
    ),
    ("azure-native:compute:ProximityPlacementGroup", "proximityPlacementGroupName"): Form(
        pattern=r"[A-Za-z0-9]([\w.-]{0,78}\w)?",
        words="1 to 80 of letters, digits, _, . and -, the first a letter or digit, the last no . or -",
        source=AZURE,
    ),
    ("azure-native:keyvault:Key", "keyName"): Form(
        pattern=r"[A-Za-z0-9-]{1,127}", words="1 to 127 of letters, digits and -", source=AZURE
    ),
    ("azure-native:storage:BlobContainer", "containerName"): Form(
        pattern=r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
        words="3 to 63 of a-z, 0-9 and single -, the first and last a letter or digit",
        source=AZURE,
    ),
    ("azure-native:storage:BlobServiceProperties", "blobServicesName"): _only(
        "default", source="Storage REST API: Blob Services"
    ),
    ("azure-native:storage:ManagementPolicy", "managementPolicyName"): _only(
        "default", source="Storage REST API: Management Policies"
    ),
    ("azure-native:storagecache:AmlFilesystem", "amlFilesystemName"): Form(
        pattern=r"[0-9a-zA-Z][-0-9a-zA-Z_]{0,78}[0-9a-zA-Z]",
        words="2 to 80 of letters, digits, _ and -, the first and last a letter or digit",
        source="learn.microsoft.com, Storage Cache REST API: Aml Filesystems",
    ),
    ("azure-native:authorization:RoleAssignment", "roleAssignmentName"): Form(
        pattern=r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", words="a GUID", source=AZURE
    ),
    ("azure-native:authorization:ManagementLockByScope", "lockName"): Form(
        pattern=r"[\w.()-]{0,89}[\w()-]",
        words="1 to 90 of letters, digits and _.()-, the last no .",
        source=AZURE,
    ),
    ("azure-native:containerservice:MaintenanceConfiguration", "configName"): _only(
        "default",
        "aksManagedAutoUpgradeSchedule",
        "aksManagedNodeOSUpgradeSchedule",
        source="Use planned maintenance for AKS",
    ),
    ("azure-native:kubernetesconfiguration:Extension", "extensionName"): Form(
        pattern=r"[A-Za-z0-9][A-Za-z0-9.-]{0,62}",
        words="1 to 63 of letters, digits, . and -, the first a letter or digit",
        source="learn.microsoft.com, Deploy and manage cluster extensions for AKS",
    ),
    ("azure-native:kubernetesconfiguration:Extension", "clusterResourceName"): _only(
        "managedClusters", "connectedClusters", "provisionedClusters", source="Kubernetes Configuration REST API"
    ),
    ("azure-native:monitor:DiagnosticSetting", "name"): Form(
        pattern=r"[^<>*%&:\\?+/\x00-\x1f]{0,259}[^<>*%&:\\?+/. \x00-\x1f]",
        words="1 to 260 characters without <>*%&:\\?+/, the last no . or space",
        source=AZURE,
    ),
}  # fmt: skip
"""Type and property -> the form that Azure wants."""

REFERENCES: Mapping[str, tuple[str, str]] = {
    "accountName": ("azure-native:storage:StorageAccount", "accountName"),
    "clusterName": ("azure-native:containerservice:ManagedCluster", "resourceName"),
    "networkSecurityGroupName": (f"{NETWORK}:NetworkSecurityGroup", "networkSecurityGroupName"),
    "privateEndpointName": (f"{NETWORK}:PrivateEndpoint", "privateEndpointName"),
    "privateZoneName": ("azure-native:privatedns:PrivateZone", "privateZoneName"),
    "resourceGroupName": ("azure-native:resources:ResourceGroup", "resourceGroupName"),
    "vaultName": ("azure-native:keyvault:Vault", "vaultName"),
    "virtualNetworkName": (f"{NETWORK}:VirtualNetwork", "virtualNetworkName"),
}
"""Properties that name another resource, whose form holds."""
