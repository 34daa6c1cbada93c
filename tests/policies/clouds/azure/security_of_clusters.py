"""What breaks the rules of the security pack about Azure: clusters and their machines."""

from tests.policies.breach import GONE, WHOLE, Breach

CLUSTER = "cluster-control-plane"
POOL = "pools-train-data-on-demand-1"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "restrict-api-server-on-azure": (
        Breach(
            CLUSTER,
            "apiServerAccessProfile.enablePrivateCluster",
            False,
            "enablePrivateCluster is False and authorizedIPRanges empty",
        ),
        Breach(
            CLUSTER,
            "apiServerAccessProfile",
            {"authorizedIPRanges": ["0.0.0.0/0"]},
            'authorizedIPRanges[0] is "0.0.0.0/0"; allowed: /16 or narrower',
        ),
    ),
    "forbid-public-name-of-api-server-on-azure": (
        Breach(
            CLUSTER,
            "apiServerAccessProfile.enablePrivateClusterPublicFQDN",
            True,
            "enablePrivateClusterPublicFQDN is True",
        ),
    ),
    "forbid-local-accounts-on-azure": (
        Breach(CLUSTER, "disableLocalAccounts", False, "disableLocalAccounts is False"),
        Breach(CLUSTER, "disableLocalAccounts", GONE, "disableLocalAccounts is absent"),
    ),
    "require-entra-login-of-clusters-on-azure": (
        Breach(CLUSTER, "aadProfile.managed", False, "aadProfile.managed is False"),
        Breach(CLUSTER, "aadProfile", GONE, "aadProfile.managed is absent"),
        Breach(CLUSTER, "aadProfile.serverAppSecret", "one", "serverAppSecret is"),
    ),
    "require-rbac-of-clusters-on-azure": (
        Breach(CLUSTER, "aadProfile.enableAzureRBAC", False, "enableAzureRBAC is False"),
        Breach(CLUSTER, "enableRBAC", False, "enableRBAC is False"),
    ),
    "require-encrypted-cluster-secrets-on-azure": (
        Breach(CLUSTER, "securityProfile.azureKeyVaultKms.enabled", False, "enabled is False"),
        Breach(CLUSTER, "securityProfile.azureKeyVaultKms", GONE, "azureKeyVaultKms.enabled is absent"),
        Breach(CLUSTER, "securityProfile.azureKeyVaultKms.keyId", GONE, "keyId is absent"),
        Breach(
            CLUSTER,
            "securityProfile.azureKeyVaultKms.keyVaultNetworkAccess",
            "Public",
            'keyVaultNetworkAccess is "Public"',
        ),
    ),
    "require-customer-key-for-node-disks-on-azure": (
        Breach(CLUSTER, "diskEncryptionSetID", GONE, "diskEncryptionSetID is absent"),
    ),
    "require-host-encryption-on-azure": (
        Breach(POOL, "enableEncryptionAtHost", False, "enableEncryptionAtHost is False"),
        Breach(
            CLUSTER, "agentPoolProfiles.0.enableEncryptionAtHost", GONE, "enableEncryptionAtHost is absent"
        ),
        Breach("added-machine", "securityProfile.encryptionAtHost", False, "encryptionAtHost is False"),
    ),
    "require-workload-identity-on-azure": (
        Breach(CLUSTER, "oidcIssuerProfile.enabled", False, "oidcIssuerProfile.enabled is False"),
        Breach(CLUSTER, "securityProfile.workloadIdentity", GONE, "workloadIdentity.enabled is absent"),
        Breach(CLUSTER, "podIdentityProfile", {"enabled": True}, "podIdentityProfile.enabled is True"),
    ),
    "require-managed-identity-of-clusters-on-azure": (
        Breach(CLUSTER, "identity", GONE, "identity.type is absent"),
        Breach(CLUSTER, "servicePrincipalProfile", {"clientId": "one"}, 'clientId is "one"'),
    ),
    "require-network-policies-on-azure": (
        Breach(CLUSTER, "networkProfile.networkPolicy", "none", 'networkPolicy is "none"'),
        Breach(CLUSTER, "networkProfile.networkPolicy", GONE, "networkPolicy is absent"),
    ),
    "forbid-run-command-on-azure": (
        Breach(CLUSTER, "apiServerAccessProfile.disableRunCommand", False, "disableRunCommand is False"),
        Breach(CLUSTER, "apiServerAccessProfile.disableRunCommand", GONE, "disableRunCommand is absent"),
    ),
    "forbid-public-nodes-on-azure": (
        Breach(POOL, "enableNodePublicIP", True, "enableNodePublicIP is True"),
        Breach(CLUSTER, "agentPoolProfiles.0.enableNodePublicIP", True, "enableNodePublicIP is True"),
    ),
    "require-own-network-of-nodes-on-azure": (
        Breach(POOL, "vnetSubnetID", GONE, "vnetSubnetID is absent"),
        Breach(CLUSTER, "agentPoolProfiles.0.vnetSubnetID", GONE, "vnetSubnetID is absent"),
    ),
    "forbid-ssh-to-nodes-on-azure": (
        Breach(POOL, "securityProfile.sshAccess", "LocalUser", 'sshAccess is "LocalUser"'),
        Breach(CLUSTER, "agentPoolProfiles.0.securityProfile", GONE, "sshAccess is absent"),
    ),
    "require-locked-node-group-on-azure": (
        Breach(CLUSTER, "nodeResourceGroupProfile.restrictionLevel", "Unrestricted", "restrictionLevel is"),
    ),
    "require-image-cleaner-on-azure": (
        Breach(CLUSTER, "securityProfile.imageCleaner.enabled", False, "enabled is False"),
        Breach(
            CLUSTER, "securityProfile.imageCleaner.intervalHours", 720, "is 720; allowed: at most 168 hours"
        ),
    ),
    "forbid-open-addons-on-azure": (
        Breach(
            CLUSTER,
            "addonProfiles",
            {"httpApplicationRouting": {"enabled": True}},
            "httpApplicationRouting.enabled is True",
        ),
        Breach(
            CLUSTER, "addonProfiles", {"kubeDashboard": {"enabled": True}}, "kubeDashboard.enabled is True"
        ),
    ),
    "require-audit-logs-of-clusters-on-azure": (
        Breach("cluster-audit", WHOLE, GONE, "keeps kube-apiserver, kube-audit-admin, guard of it"),
        Breach("cluster-audit", "logs.1.enabled", False, "keeps kube-audit-admin of it"),
        Breach("cluster-audit", "logs.2.category", "cluster-autoscaler", "keeps guard of it"),
        Breach("cluster-audit", "storageAccountId", GONE, "keeps kube-apiserver"),
    ),
    "require-customer-key-for-disks-on-azure": (
        Breach("cluster-disks", "encryptionType", "EncryptionAtRestWithPlatformKey", "encryptionType is"),
        Breach("cluster-disks", "activeKey", GONE, "activeKey.keyUrl is absent"),
        Breach("added-disk", "encryption", GONE, "encryption.diskEncryptionSetId is absent"),
        Breach("added-snapshot", "encryption.diskEncryptionSetId", GONE, "diskEncryptionSetId is absent"),
        Breach(
            "added-machine",
            "storageProfile.dataDisks.0.managedDisk",
            {"storageAccountType": "Premium_LRS"},
            "dataDisks[0].managedDisk.diskEncryptionSet is absent",
        ),
        Breach(
            "added-machine", "storageProfile.osDisk", {}, "osDisk.managedDisk.diskEncryptionSet is absent"
        ),
    ),
    "forbid-public-disks-on-azure": (
        Breach("added-disk", "publicNetworkAccess", GONE, "publicNetworkAccess is absent"),
        Breach("added-snapshot", "networkAccessPolicy", "AllowAll", 'networkAccessPolicy is "AllowAll"'),
    ),
    "require-customer-key-for-file-systems-on-azure": (
        Breach("store-scratch-files", "encryptionSettings", GONE, "keyEncryptionKey is absent"),
        Breach("added-netapp", "encryption.keySource", "Microsoft.NetApp", 'keySource is "Microsoft.NetApp"'),
    ),
    "require-trusted-launch-on-azure": (
        Breach("added-machine", "securityProfile.securityType", "Standard", 'securityType is "Standard"'),
        Breach(
            "added-machine", "securityProfile.uefiSettings.secureBootEnabled", False, "secureBootEnabled is"
        ),
    ),
    "forbid-passwords-of-machines-on-azure": (
        Breach(
            "added-machine",
            "osProfile.linuxConfiguration.disablePasswordAuthentication",
            False,
            "disablePasswordAuthentication is False",
        ),
        Breach(
            "added-machine", "osProfile.linuxConfiguration", GONE, "disablePasswordAuthentication is absent"
        ),
    ),
}
