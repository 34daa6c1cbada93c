"""What is broken of Azure: encryption, exposure, rights, logs and protection, property by property."""

from tests.policies.breach import GONE, PROTECT, WHOLE
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.relational import Other, Rewritten

OWNER = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/"
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
)
"""The built-in role Owner."""
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
POOL = "azure-native:containerservice:AgentPool"
CLUSTER = "azure-native:containerservice:ManagedCluster"
DISKS = "azure-native:compute:DiskEncryptionSet"
KEY = "azure-native:keyvault:Key"
VAULT = "azure-native:keyvault:Vault"
BLOBS = "azure-native:storage:BlobServiceProperties"
ACCOUNT = "azure-native:storage:StorageAccount"
RULE = "azure-native:network:SecurityRule"
SUBNET = "azure-native:network:Subnet"
FLOW_LOG = "azure-native:network:FlowLog"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DIAGNOSTIC = "azure-native:monitor:DiagnosticSetting"
LUSTRE = "azure-native:storagecache:AmlFilesystem"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
CONTAINER = "azure-native:storage:BlobContainer"
SERVE, PROMOTION = "identity-right-serve-models", "identity-right-promotion-models"

MUTATIONS = (
    Mutation("azure-native:authorization:ManagementLockByScope", WHOLE, GONE),
    Mutation(ASSIGNMENT, "roleDefinitionId", OWNER),
    Mutation(ASSIGNMENT, "scope", SUBSCRIPTION),
    Mutation(DISKS, "activeKey", GONE),
    Mutation(DISKS, "encryptionType", "ConfidentialVmEncryptedWithCustomerKey"),
    Mutation(DISKS, "rotationToLatestKeyVersionEnabled", False),
    *(
        mutation
        for kind, way in ((POOL, ""), (CLUSTER, "agentPoolProfiles.*."))
        for mutation in (
            Mutation(kind, f"{way}enableEncryptionAtHost", False),
            Mutation(kind, f"{way}enableNodePublicIP", True),
            Mutation(kind, f"{way}maxCount", 5000),
            Mutation(kind, f"{way}securityProfile.sshAccess", "LocalUser"),
            Mutation(kind, f"{way}vnetSubnetID", GONE),
        )
    ),
    Mutation(CLUSTER, "aadProfile.enableAzureRBAC", False),
    Mutation(CLUSTER, "aadProfile.managed", False),
    Mutation(CLUSTER, "aadProfile", GONE),
    Mutation(CLUSTER, "apiServerAccessProfile.authorizedIPRanges", ["0.0.0.0/0"]),
    Mutation(CLUSTER, "apiServerAccessProfile.disableRunCommand", False),
    Mutation(CLUSTER, "apiServerAccessProfile.enablePrivateCluster", False),
    Mutation(CLUSTER, "apiServerAccessProfile.enablePrivateClusterPublicFQDN", True),
    Mutation(CLUSTER, "apiServerAccessProfile", GONE),
    Mutation(CLUSTER, "autoUpgradeProfile.nodeOSUpgradeChannel", "None"),
    Mutation(CLUSTER, "autoUpgradeProfile.upgradeChannel", "none"),
    Mutation(CLUSTER, "autoUpgradeProfile", GONE),
    Mutation(CLUSTER, "disableLocalAccounts", False),
    Mutation(CLUSTER, "diskEncryptionSetID", GONE),
    Mutation(CLUSTER, "enableRBAC", False),
    Mutation(CLUSTER, "identity.type", "None"),
    Mutation(CLUSTER, "kubernetesVersion", "1.28"),
    Mutation(CLUSTER, "networkProfile.networkPolicy", "none"),
    Mutation(CLUSTER, "networkProfile.networkPolicy", GONE),
    Mutation(CLUSTER, "networkProfile.outboundType", "loadBalancer"),
    Mutation(CLUSTER, "nodeResourceGroupProfile.restrictionLevel", "Unrestricted"),
    Mutation(CLUSTER, "oidcIssuerProfile.enabled", False),
    Mutation(CLUSTER, "securityProfile.azureKeyVaultKms.enabled", False),
    Mutation(CLUSTER, "securityProfile.azureKeyVaultKms.keyVaultNetworkAccess", "Public"),
    Mutation(CLUSTER, "securityProfile.azureKeyVaultKms", GONE),
    Mutation(CLUSTER, "securityProfile.imageCleaner.enabled", False),
    Mutation(CLUSTER, "securityProfile.workloadIdentity.enabled", False),
    Mutation(KEY, "properties.kty", "RSA"),
    Mutation(KEY, "properties.keySize", 1024),
    Mutation(KEY, "properties.rotationPolicy", GONE),
    Mutation(KEY, PROTECT, False),
    Mutation(VAULT, "properties.enablePurgeProtection", False),
    Mutation(VAULT, "properties.enableRbacAuthorization", False),
    Mutation(VAULT, "properties.enableSoftDelete", False),
    Mutation(VAULT, "properties.networkAcls.defaultAction", "Allow"),
    Mutation(VAULT, "properties.networkAcls", GONE),
    Mutation(VAULT, "properties.publicNetworkAccess", "Enabled"),
    Mutation(VAULT, "properties.softDeleteRetentionInDays", 7),
    Mutation(VAULT, PROTECT, False),
    Mutation(CREDENTIAL, "issuer", "https://issuer.example.com"),
    Mutation(CREDENTIAL, "subject", "system:serviceaccount:default:default"),
    Mutation(CREDENTIAL, "audiences", ["*"]),
    Mutation(DIAGNOSTIC, "logs.*.enabled", False),
    Mutation(DIAGNOSTIC, WHOLE, GONE),
    Mutation(FLOW_LOG, "enabled", False),
    Mutation(FLOW_LOG, "retentionPolicy.days", 1),
    Mutation(FLOW_LOG, WHOLE, GONE),
    Mutation(RULE, "sourceAddressPrefix", "Internet", where={"direction": "Inbound", "access": "Allow"}),
    Mutation(SUBNET, "defaultOutboundAccess", True),
    Mutation(SUBNET, "networkSecurityGroup", GONE),
    Mutation("azure-native:network:PrivateEndpoint", WHOLE, GONE),
    Mutation(CONTAINER, "publicAccess", "Container"),
    Mutation(BLOBS, "containerDeleteRetentionPolicy.enabled", False),
    Mutation(BLOBS, "deleteRetentionPolicy.enabled", False),
    Mutation(BLOBS, "deleteRetentionPolicy.days", 1),
    Mutation(BLOBS, "isVersioningEnabled", False),
    Mutation("azure-native:storage:ManagementPolicy", "policy.rules.*.enabled", False),
    Mutation(ACCOUNT, "allowBlobPublicAccess", True),
    Mutation(ACCOUNT, "allowCrossTenantReplication", True),
    Mutation(ACCOUNT, "allowSharedKeyAccess", True),
    Mutation(ACCOUNT, "allowedCopyScope", GONE),
    Mutation(ACCOUNT, "defaultToOAuthAuthentication", False),
    Mutation(ACCOUNT, "enableHttpsTrafficOnly", False),
    Mutation(ACCOUNT, "encryption.keySource", "Microsoft.Storage"),
    Mutation(ACCOUNT, "encryption.keyVaultProperties", GONE),
    Mutation(ACCOUNT, "encryption.requireInfrastructureEncryption", False),
    Mutation(ACCOUNT, "encryption", GONE),
    Mutation(ACCOUNT, "isLocalUserEnabled", True),
    Mutation(ACCOUNT, "minimumTlsVersion", "TLS1_0"),
    Mutation(ACCOUNT, "networkRuleSet.defaultAction", "Allow"),
    Mutation(ACCOUNT, "networkRuleSet", GONE),
    Mutation(ACCOUNT, "publicNetworkAccess", "Enabled"),
    Mutation(LUSTRE, "encryptionSettings", GONE),
    Mutation(ASSIGNMENT, "roleDefinitionId", Other(PROMOTION), named=SERVE),
    Mutation(ASSIGNMENT, "roleDefinitionId", Other(PROMOTION), named="identity-right-train-datasets"),
    Mutation(ASSIGNMENT, "scope", Other("identity-right-(train|registry)-.*"), named=SERVE),
    Mutation(ASSIGNMENT, "scope", Other(SERVE), named="identity-right-train-.*"),
    Mutation(ASSIGNMENT, "scope", Rewritten("/subscriptions/0+", "/subscriptions/9"), named=SERVE),
    Mutation(ASSIGNMENT, "principalId", Other(SERVE), named="identity-right-(train|registry|promotion)-.*"),
    Mutation(
        ASSIGNMENT, "principalId", Other("identity-right-train-datasets"), named="identity-right-.*-models"
    ),
    Mutation(
        CREDENTIAL, "subject", Other("identity-trust-serve-.*"), named="identity-trust-(train|promotion)-.*"
    ),
    Mutation(
        CREDENTIAL,
        "resourceName",
        Other("identity-trust-(train|promotion)-.*"),
        named="identity-trust-serve-.*",
    ),
    *(
        Mutation(
            RULE, f"{end}AddressPrefixes", Other(ranges, f"{there}AddressPrefixes"), adds=True, named=named
        )
        for end, named, ranges, there in (
            ("source", "network-rule-training-from-system", "network-rule-endpoints-from-serving", "source"),
            ("source", "network-rule-serving-from-system", "network-rule-endpoints-from-training", "source"),
            (
                "destination",
                "network-rule-training-to-system",
                "network-rule-api-server-to-serving",
                "destination",
            ),
            (
                "destination",
                "network-rule-serving-to-system",
                "network-rule-api-server-to-training",
                "destination",
            ),
        )
    ),
    Mutation(
        SUBNET, "networkSecurityGroup", Other("network-subnet-training-1"), named="network-subnet-serving-.*"
    ),
    Mutation(POOL, "vnetSubnetID", Other("pools-train-.*"), named="pools-serve-.*"),
    Mutation(DIAGNOSTIC, "storageAccountId", Other("store-models-container", "accountName", CONTAINER)),
    Mutation(FLOW_LOG, "storageId", Other("store-models-container", "accountName", CONTAINER)),
    Mutation(ACCOUNT, "encryption", Other("logs-account"), named="store-.*"),
)
