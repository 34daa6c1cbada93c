"""What breaks the rules of the security pack about Azure: stores and keys here, the rest beside it."""

from tests.policies.breach import GONE, WHOLE, Breach
from tests.policies.clouds.azure import (
    added,
    security_of_clusters,
    security_of_networks,
    security_of_purposes,
    security_of_what_users_add,
)
from tests.policies.clouds.namespaces import NAMESPACES

ADDED = (*added.ADDED, *NAMESPACES)

STORE = "store-models-account"
KEY = "keys-key-disks"

OF_STORES: dict[str, tuple[Breach, ...]] = {
    "require-customer-key-for-stores-on-azure": (
        Breach(STORE, "encryption.keySource", "Microsoft.Storage", 'keySource is "Microsoft.Storage"'),
        Breach(STORE, "encryption.keyVaultProperties", GONE, "keyVaultProperties.keyName is absent"),
        Breach(STORE, "encryption.encryptionIdentity", GONE, "encryptionUserAssignedIdentity is absent"),
        Breach(STORE, "encryption.services.blob.enabled", False, "services.blob.enabled is False"),
    ),
    "require-infrastructure-encryption-on-azure": (
        Breach(STORE, "encryption.requireInfrastructureEncryption", GONE, "is absent; allowed: true"),
    ),
    "require-latest-keys-on-azure": (
        Breach(STORE, "encryption.keyVaultProperties.keyVersion", "3", 'keyVersion is "3"'),
        Breach("cluster-disks", "rotationToLatestKeyVersionEnabled", False, "is False; allowed: true"),
    ),
    "require-https-for-stores-on-azure": (
        Breach(STORE, "enableHttpsTrafficOnly", False, "enableHttpsTrafficOnly is False"),
    ),
    "require-current-tls-for-stores-on-azure": (
        Breach(STORE, "minimumTlsVersion", "TLS1_0", 'minimumTlsVersion is "TLS1_0"'),
        Breach(STORE, "minimumTlsVersion", GONE, "minimumTlsVersion is absent"),
    ),
    "forbid-public-stores-on-azure": (
        Breach(STORE, "allowBlobPublicAccess", True, "allowBlobPublicAccess is True; allowed: false"),
        Breach("store-models-container", "publicAccess", "Blob", 'publicAccess is "Blob"'),
    ),
    "forbid-account-keys-on-azure": (
        Breach(STORE, "allowSharedKeyAccess", True, "allowSharedKeyAccess is True"),
        Breach(STORE, "allowSharedKeyAccess", GONE, "allowSharedKeyAccess is absent"),
    ),
    "require-entra-first-for-stores-on-azure": (
        Breach(STORE, "defaultToOAuthAuthentication", False, "defaultToOAuthAuthentication is False"),
    ),
    "forbid-local-users-of-stores-on-azure": (
        Breach(STORE, "isLocalUserEnabled", True, "isLocalUserEnabled is True"),
        Breach(STORE, "isSftpEnabled", True, "isSftpEnabled is True"),
    ),
    "forbid-public-network-of-stores-on-azure": (
        Breach(STORE, "publicNetworkAccess", "Enabled", 'publicNetworkAccess is "Enabled"'),
        Breach("logs-account", "networkRuleSet.bypass", "None", 'publicNetworkAccess is "Enabled"'),
    ),
    "require-denied-network-of-stores-on-azure": (
        Breach(STORE, "networkRuleSet.defaultAction", "Allow", 'defaultAction is "Allow"'),
        Breach(STORE, "networkRuleSet", GONE, "networkRuleSet.defaultAction is absent"),
        Breach(
            STORE,
            "networkRuleSet",
            {"defaultAction": "Deny", "ipRules": [{"value": "203.0.0.0/8"}]},
            'ipRules[0].value is "203.0.0.0/8"; allowed: /24 or narrower',
        ),
    ),
    "restrict-copies-of-stores-on-azure": (
        Breach(STORE, "allowedCopyScope", GONE, "allowedCopyScope is absent"),
        Breach(STORE, "allowCrossTenantReplication", True, "allowCrossTenantReplication is True"),
    ),
    "require-private-endpoints-on-azure": (
        Breach("store-models-endpoint", WHOLE, GONE, "leads to its blob"),
        Breach("store-models-endpoint-dfs", WHOLE, GONE, "leads to its dfs"),
        Breach("logs-account", "isHnsEnabled", True, "leads to its dfs"),
        Breach("keys-vault-endpoint", "privateLinkServiceConnections", GONE, "leads to its vault"),
        Breach(
            "keys-vault-endpoint", "privateLinkServiceConnections.0.groupIds", ["other"], "leads to its vault"
        ),
        Breach("added-registry-endpoint", WHOLE, GONE, "leads to its registry"),
    ),
    "require-private-names-on-azure": (
        Breach("keys-vault-endpoint-name", WHOLE, GONE, "names it"),
        Breach("keys-vault-endpoint-name", "privateDnsZoneConfigs", [], "privateDnsZoneConfigs is empty"),
    ),
    "require-access-logs-of-stores-on-azure": (
        Breach(
            "store-models-access-log", WHOLE, GONE, "keeps StorageDelete, StorageRead, StorageWrite of it"
        ),
        Breach("store-models-access-log", "logs.0.enabled", False, "keeps StorageDelete"),
        Breach("store-models-access-log", "storageAccountId", GONE, "keeps StorageDelete"),
        Breach(
            "store-models-access-log",
            "logs",
            [{"category": "StorageWrite", "enabled": True}, {"category": "StorageDelete", "enabled": True}],
            "keeps StorageRead of it",
        ),
    ),
    "require-kept-logs-on-azure": (
        Breach(
            "logs-lifecycle",
            "policy.rules.0.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan",
            30,
            "is 30; allowed: at least 90 days",
        ),
        Breach(
            "logs-lifecycle",
            "policy.rules.0.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan",
            9999,
            "is 9999; allowed: at most 2557 days",
        ),
    ),
}
OF_KEYS: dict[str, tuple[Breach, ...]] = {
    "require-rbac-of-vaults-on-azure": (
        Breach("keys-vault", "properties.enableRbacAuthorization", False, "enableRbacAuthorization is False"),
        Breach("keys-vault", "properties.enableRbacAuthorization", GONE, "enableRbacAuthorization is absent"),
        Breach("keys-vault", "properties.accessPolicies", [{"objectId": "one"}], "accessPolicies is a list"),
    ),
    "forbid-public-network-of-vaults-on-azure": (
        Breach("keys-vault", "properties.publicNetworkAccess", "enabled", 'publicNetworkAccess is "enabled"'),
        Breach("keys-vault", "properties.publicNetworkAccess", GONE, "publicNetworkAccess is absent"),
    ),
    "require-denied-network-of-vaults-on-azure": (
        Breach("keys-vault", "properties.networkAcls.defaultAction", "Allow", 'defaultAction is "Allow"'),
        Breach("keys-vault", "properties.networkAcls", GONE, "defaultAction is absent"),
    ),
    "require-audit-logs-of-vaults-on-azure": (
        Breach("logs-vault-audit", WHOLE, GONE, "keeps its AuditEvent"),
        Breach("logs-vault-audit", "logs.0.categoryGroup", "metrics", "keeps its AuditEvent"),
        Breach("logs-vault-audit", "storageAccountId", GONE, "keeps its AuditEvent"),
    ),
    "require-rotated-keys-on-azure": (
        Breach(KEY, "properties.rotationPolicy", GONE, "has none of type rotate"),
        Breach(
            KEY,
            "properties.rotationPolicy.lifetimeActions.0.action.type",
            "notify",
            "has none of type rotate",
        ),
        Breach(
            KEY,
            "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate",
            "P2Y",
            "lifetimeActions[0].trigger is 730 days; allowed: at most 365 days",
        ),
        Breach(
            KEY,
            "properties.rotationPolicy",
            {
                "attributes": {"expiryTime": "P2Y"},
                "lifetimeActions": [{"action": {"type": "rotate"}, "trigger": {"timeBeforeExpiry": "P30D"}}],
            },
            "trigger is 700 days",
        ),
        Breach(
            KEY,
            "properties.rotationPolicy.lifetimeActions.0.trigger",
            {"timeBeforeExpiry": "P30D"},
            "trigger is no length of time",
        ),
    ),
    "require-strong-keys-on-azure": (
        Breach(KEY, "properties.keySize", 2048, "keySize is 2048; allowed: at least 3072 bits"),
        Breach(KEY, "properties", {"kty": "EC-HSM", "curveName": "P-256K"}, 'curveName is "P-256K"'),
    ),
    "require-hardware-keys-on-azure": (
        Breach(KEY, "properties.kty", "RSA", 'kty is "RSA"'),
        Breach(KEY, "properties.attributes", {"exportable": True}, "exportable is True"),
    ),
    "restrict-uses-of-keys-on-azure": (
        Breach(KEY, "properties.keyOps", ["wrapKey", "sign"], "keyOps has sign, wrapKey"),
        Breach(KEY, "properties.keyOps", GONE, "keyOps has decrypt"),
    ),
    "require-expiring-secrets-on-azure": (
        Breach("added-secret", "properties.attributes", GONE, "attributes.expires is absent"),
    ),
}
BREACHES: dict[str, tuple[Breach, ...]] = {
    **OF_STORES,
    **OF_KEYS,
    **security_of_clusters.BREACHES,
    **security_of_networks.BREACHES,
    **security_of_what_users_add.BREACHES,
    **security_of_purposes.BREACHES,
}
