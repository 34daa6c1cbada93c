"""Sound resources that users plausibly add to a plan on Azure, and that no example declares."""

from policies.judge.types_of_azure import (
    DISK,
    ENDPOINT,
    INTERFACE,
    MACHINE,
    NAT,
    NETAPP,
    POSTGRES,
    REDIS,
    REGISTRY,
    SNAPSHOT,
    SQL,
    SUBNET,
    WORKSPACE,
)
from tests.policies.breach import Added

TAGS = {
    "groundplan-owner": "ml-platform",
    "groundplan-plan": "atlas",
    "groundplan-environment": "production",
}
SET = {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/atlas-disks"}
KEY_OF_A_VAULT = {"keyIdentifier": "https://vault.vault.azure.net/keys/storage"}
CLOSED_DISK = {
    "tags": TAGS,
    "encryption": {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": SET["id"]},
    "publicNetworkAccess": "Disabled",
    "networkAccessPolicy": "DenyAll",
}

MACHINES = (
    Added(type=DISK, name="added-disk", inputs={**CLOSED_DISK, "diskSizeGB": 128}),
    Added(type=SNAPSHOT, name="added-snapshot", inputs=CLOSED_DISK),
    Added(
        type=MACHINE,
        name="added-machine",
        inputs={
            "tags": TAGS,
            "hardwareProfile": {"vmSize": "Standard_D4as_v5"},
            "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}},
            "securityProfile": {
                "encryptionAtHost": True,
                "securityType": "TrustedLaunch",
                "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            },
            "storageProfile": {
                "osDisk": {"managedDisk": {"diskEncryptionSet": SET}},
                "dataDisks": [{"managedDisk": {"diskEncryptionSet": SET}}],
            },
        },
    ),
    Added(
        type=INTERFACE,
        name="added-interface",
        inputs={
            "tags": TAGS,
            "ipConfigurations": [{"name": "one", "subnet": {"id": "/subscriptions/s/subnets/system"}}],
        },
    ),
)
DATABASES = (
    Added(
        type=SQL,
        name="added-sql",
        inputs={
            "tags": TAGS,
            "publicNetworkAccess": "Disabled",
            "minimalTlsVersion": "1.2",
            "keyId": KEY_OF_A_VAULT["keyIdentifier"],
            "administrators": {"azureADOnlyAuthentication": True},
        },
        protect=True,
    ),
    Added(
        type=POSTGRES,
        name="added-postgres",
        inputs={
            "tags": TAGS,
            "network": {"publicNetworkAccess": "Disabled"},
            "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"},
            "dataEncryption": {"type": "AzureKeyVault", "primaryKeyURI": KEY_OF_A_VAULT["keyIdentifier"]},
            "backup": {"backupRetentionDays": 14},
            "highAvailability": {"mode": "ZoneRedundant"},
        },
        protect=True,
    ),
    Added(
        type=REDIS,
        name="added-redis",
        inputs={
            "tags": TAGS,
            "publicNetworkAccess": "Disabled",
            "minimumTlsVersion": "1.2",
            "disableAccessKeyAuthentication": True,
            "redisConfiguration": {"aadEnabled": "true"},
        },
    ),
)
SERVICES = (
    Added(
        type=REGISTRY,
        name="added-registry",
        inputs={
            "tags": TAGS,
            "sku": {"name": "Premium"},
            "publicNetworkAccess": "Disabled",
            "encryption": {"status": "enabled", "keyVaultProperties": KEY_OF_A_VAULT},
            "policies": {
                "exportPolicy": {"status": "disabled"},
                "retentionPolicy": {"status": "enabled", "days": 30},
            },
        },
    ),
    Added(
        type=ENDPOINT,
        name="added-registry-endpoint",
        inputs={"tags": TAGS, "privateLinkServiceConnections": [{"groupIds": ["registry"]}]},
        refers_to={"privateLinkServiceConnections": ("added-registry",)},
    ),
    Added(
        type="azure-native:network:PrivateDnsZoneGroup",
        name="added-registry-endpoint-name",
        inputs={"privateDnsZoneConfigs": [{"name": "registry"}], "privateEndpointName": "registry"},
        refers_to={"privateEndpointName": ("added-registry-endpoint",)},
    ),
    Added(
        type=NETAPP,
        name="added-netapp",
        inputs={
            "tags": TAGS,
            "encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": {"keyName": "storage"}},
        },
    ),
    Added(
        type=WORKSPACE,
        name="added-workspace",
        inputs={
            "tags": TAGS,
            "retentionInDays": 90,
            "workspaceCapping": {"dailyQuotaGb": 10},
            "features": {"disableLocalAuth": True},
            "publicNetworkAccessForQuery": "Disabled",
            "publicNetworkAccessForIngestion": "Disabled",
        },
    ),
    Added(
        type="azure-native:keyvault:Secret",
        name="added-secret",
        inputs={"secretName": "token", "properties": {"attributes": {"expires": 1830297600}}},
    ),
    Added(
        type="azure-native:authorization:RoleDefinition",
        name="added-role",
        inputs={
            "roleName": "reads logs",
            "permissions": [{"actions": ["Microsoft.Storage/storageAccounts/read"]}],
        },
    ),
    Added(
        type="azure-native:network:VirtualNetworkPeering",
        name="added-peering",
        inputs={
            "allowVirtualNetworkAccess": True,
            "allowForwardedTraffic": False,
            "allowGatewayTransit": False,
        },
    ),
)
NETWORKS = (
    Added(type=NAT, name="added-nat", inputs={"tags": TAGS, "sku": {"name": "Standard"}, "zones": ["1"]}),
    Added(
        type=SUBNET,
        name="added-subnet",
        inputs={
            "natGateway": {"id": "/subscriptions/s/natGateways/added"},
            "networkSecurityGroup": {"id": "/subscriptions/s/networkSecurityGroups/added"},
            "defaultOutboundAccess": False,
        },
        refers_to={"natGateway": ("added-nat",)},
    ),
)
ADDED = (*NETWORKS, *MACHINES, *DATABASES, *SERVICES)
