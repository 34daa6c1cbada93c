"""What breaks each promise on Azure."""

from components.azure.roles import BLOB_CONTRIBUTOR, CONTRIBUTOR
from tests.altered import GONE
from tests.clouds.breaking import PROTECT, WHOLE, Stray, breaks
from tests.clouds.provisioned import Made
from tests.components.azure.recorded import SUBSCRIPTION

CLUSTER, POOL = "cluster-control-plane", "pools-train-head-on-demand-1"
MODELS, MAY_READ, MAY_WRITE = (
    "store-models-account",
    "identity-right-serve-models",
    "identity-right-train-checkpoints",
)
DEFINITION = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
OVER_EVERYTHING = Stray(
    type="azure-native:authorization:RoleAssignment",
    inputs={
        "scope": f"{SUBSCRIPTION}/resourceGroups/atlas-production",
        "principalId": "kubelet-principal",
        "roleDefinitionId": f"{DEFINITION}/{CONTRIBUTOR}",
    },
)


def container_of_models(made: Made) -> str:
    return made.resources[MAY_READ].inputs["scope"]


BREAKS = (
    breaks("encrypted", (MODELS, "encryption.keySource", "Microsoft.Storage")),
    breaks("encrypted", ("logs-account", "encryption.keyVaultProperties.keyName", "storage")),
    breaks("encrypted", ("store-fast-files", "encryptionSettings", GONE)),
    breaks(
        "encrypted",
        (
            "store-fast-files",
            "encryptionSettings.keyEncryptionKey.keyUrl",
            "https://vault/keys/keys-key-disks/1",
        ),
    ),
    breaks("encrypted", (CLUSTER, "securityProfile.azureKeyVaultKms.enabled", False)),
    breaks("encrypted", (CLUSTER, "diskEncryptionSetID", GONE)),
    breaks("encrypted", ("cluster-disks", "activeKey.keyUrl", "https://vault/keys/keys-key-storage/1")),
    breaks("encrypted", ("stray", WHOLE, Stray(type="azure-native:compute:Disk", inputs={}))),
    breaks("rotated", ("keys-key-disks", "properties.rotationPolicy", GONE)),
    breaks(
        "rotated",
        ("keys-key-logs", "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate", "P999D"),
    ),
    breaks("rotated", ("keys-key-secrets", WHOLE, GONE)),
    breaks("rotated", ("keys-key-files", "properties.rotationPolicy", GONE)),
    breaks("private", ("stray", WHOLE, Stray(type="azure-native:network:PublicIPAddress", inputs={}))),
    breaks("private", (MODELS, "publicNetworkAccess", "Enabled")),
    breaks("private", (MODELS, "allowBlobPublicAccess", True)),
    breaks("private", (MODELS, "minimumTlsVersion", "TLS1_0")),
    breaks("private", ("store-models-container", "publicAccess", "Blob")),
    breaks("private", ("keys-vault", "properties.publicNetworkAccess", "Enabled")),
    breaks("private", ("keys-vault-files", "properties.networkAcls.defaultAction", "Allow")),
    breaks("private", ("logs-account", "networkRuleSet.ipRules", [{"value": "203.0.113.0/24"}])),
    breaks("private", ("network-subnet-training-1", "defaultOutboundAccess", GONE)),
    breaks("private", (POOL, "enableNodePublicIP", True)),
    breaks("private", (CLUSTER, "agentPoolProfiles.0.enableNodePublicIP", True)),
    breaks("private", (CLUSTER, "networkProfile.outboundType", "loadBalancer")),
    breaks("private", ("network-rule-training-from-pods", "sourceAddressPrefix", "Internet")),
    breaks("api_server_as_planned", (CLUSTER, "apiServerAccessProfile.enablePrivateCluster", False)),
    breaks("api_server_as_planned", (CLUSTER, "apiServerAccessProfile.enablePrivateClusterPublicFQDN", True)),
    breaks("api_server_as_planned", (CLUSTER, "apiServerAccessProfile.enableVnetIntegration", False)),
    breaks("labelled", ("keys-vault", "tags.groundplan-owner", GONE)),
    breaks("labelled", (POOL, "tags.groundplan-stack", GONE)),
    breaks("labelled", (CLUSTER, "tags", GONE)),
    breaks("rights_of_the_plan", (MAY_READ, WHOLE, GONE)),
    breaks("rights_of_the_plan", (MAY_READ, "roleDefinitionId", f"{DEFINITION}/{BLOB_CONTRIBUTOR}")),
    breaks("rights_of_the_plan", (MAY_READ, "principalId", "kubelet-principal")),
    breaks("rights_of_the_plan", ("stray", WHOLE, OVER_EVERYTHING)),
    breaks("separated", (MAY_WRITE, "scope", container_of_models)),
    breaks("separated", (MAY_READ, "roleDefinitionId", f"{DEFINITION}/{BLOB_CONTRIBUTOR}")),
    breaks(
        "separated",
        ("network-rule-training-deny-outbound", "access", "Allow"),
        ("network-rule-serving-deny-inbound", "access", "Allow"),
    ),
    breaks(
        "separated",
        ("network-rule-serving-deny-outbound", "access", "Allow"),
        ("network-rule-files-deny-inbound", "access", "Allow"),
    ),
    breaks("kept_in_production", (MODELS, PROTECT, False)),
    breaks("kept_in_production", ("store-models-container", PROTECT, False)),
    breaks("kept_in_production", ("keys-key-storage", PROTECT, False)),
    breaks("kept_in_production", ("keys-vault-lock", WHOLE, GONE)),
    breaks("kept_in_production", ("keys-vault-files-lock", WHOLE, GONE)),
    breaks("kept_in_production", ("keys-vault", "properties.enablePurgeProtection", GONE)),
    breaks("hardened", (CLUSTER, "disableLocalAccounts", False)),
    breaks("hardened", (CLUSTER, "apiServerAccessProfile.disableRunCommand", GONE)),
    breaks("hardened", (CLUSTER, "agentPoolProfiles.0.enableEncryptionAtHost", False)),
    breaks("hardened", (POOL, "securityProfile", GONE)),
    breaks("hardened", (MODELS, "allowSharedKeyAccess", True)),
    breaks("hardened", (MODELS, "isLocalUserEnabled", GONE)),
    breaks("hardened", ("keys-vault", "properties.enableRbacAuthorization", False)),
    breaks("hardened", ("stray", WHOLE, Stray(type="azure-native:storage:LocalUser", inputs={}))),
    breaks("near", ("pools-train-gpu-on-demand-1", "osDiskType", "Managed")),
    breaks("near", ("pools-train-gpu-on-demand-1", "enableEncryptionAtHost", False)),
    breaks("near", ("pools-train-gpu-on-demand-1", WHOLE, GONE)),
)
