"""What breaks the rules of the security pack about Azure: registries, databases and workspaces of logs."""

import base64

from tests.policies.breach import GONE, Breach

BAD_START = base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n").decode()

BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-shared-logins-of-registries-on-azure": (
        Breach("added-registry", "adminUserEnabled", True, "adminUserEnabled is True"),
        Breach("added-registry", "anonymousPullEnabled", True, "anonymousPullEnabled is True"),
    ),
    "forbid-public-network-of-registries-on-azure": (
        Breach("added-registry", "publicNetworkAccess", GONE, "publicNetworkAccess is absent"),
        Breach("added-registry", "policies.exportPolicy", GONE, "exportPolicy.status is absent"),
    ),
    "require-customer-key-for-registries-on-azure": (
        Breach("added-registry", "encryption.status", "disabled", 'status is "disabled"'),
        Breach("added-registry", "encryption.keyVaultProperties", GONE, "keyVaultProperties is absent"),
    ),
    "forbid-public-databases-on-azure": (
        Breach("added-sql", "publicNetworkAccess", "Enabled", 'publicNetworkAccess is "Enabled"'),
        Breach(
            "added-postgres", "network.publicNetworkAccess", "Enabled", 'publicNetworkAccess is "Enabled"'
        ),
        Breach("added-redis", "publicNetworkAccess", GONE, "publicNetworkAccess is absent"),
    ),
    "require-current-tls-for-databases-on-azure": (
        Breach("added-sql", "minimalTlsVersion", "1.0", 'minimalTlsVersion is "1.0"'),
        Breach("added-redis", "minimumTlsVersion", GONE, "minimumTlsVersion is absent"),
        Breach("added-redis", "enableNonSslPort", True, "enableNonSslPort is True"),
    ),
    "require-entra-login-of-databases-on-azure": (
        Breach("added-sql", "administrators", GONE, "azureADOnlyAuthentication is absent"),
        Breach("added-postgres", "authConfig.passwordAuth", "Enabled", 'passwordAuth is "Enabled"'),
        Breach("added-redis", "disableAccessKeyAuthentication", False, "disableAccessKeyAuthentication is"),
        Breach("added-redis", "redisConfiguration.authnotrequired", "true", 'authnotrequired is "true"'),
    ),
    "require-customer-key-for-databases-on-azure": (
        Breach("added-sql", "keyId", GONE, "keyId is absent"),
        Breach("added-postgres", "dataEncryption.type", "SystemManaged", 'type is "SystemManaged"'),
    ),
    "restrict-workspaces-on-azure": (
        Breach("added-workspace", "features.disableLocalAuth", False, "disableLocalAuth is False"),
        Breach("added-workspace", "publicNetworkAccessForQuery", "Enabled", "publicNetworkAccessForQuery is"),
        Breach("added-workspace", "publicNetworkAccessForIngestion", GONE, "ForIngestion is absent"),
    ),
    "require-kept-workspaces-on-azure": (
        Breach("added-workspace", "retentionInDays", 30, "is 30; allowed: at least 90 days"),
        Breach("added-workspace", "retentionInDays", GONE, "retentionInDays is absent"),
    ),
    "forbid-secrets-in-user-data-on-azure": (
        Breach("added-machine", "userData", BAD_START, "userData has what looks like a secret"),
        Breach("added-machine", "osProfile.customData", BAD_START, "customData has what looks like a secret"),
    ),
}
