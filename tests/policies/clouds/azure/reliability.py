"""What breaks the rules of the reliability pack about Azure."""

from tests.policies.breach import GONE, PROTECT, WHOLE, Breach

ENVIRONMENT = "tags.groundplan-environment"
"""The small example is for development: what it lacks is found as soon as it is called production."""

BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-expiring-models-on-azure": (
        Breach(
            "store-checkpoints-account",
            "tags.groundplan-holds",
            "models",
            "policy.rules[0] removes what is current after 30 days",
        ),
        Breach(
            "store-checkpoints-account", "tags.groundplan-holds", "registry", "allowed: former versions alone"
        ),
    ),
    "require-purge-protection-on-azure": (
        Breach("keys-vault", "properties.enablePurgeProtection", GONE, "is absent; allowed: true"),
        Breach("keys-vault", "properties.enablePurgeProtection", False, "is False; allowed: true"),
    ),
    "require-kept-deleted-vaults-on-azure": (
        Breach("keys-vault", "properties.softDeleteRetentionInDays", 7, "is 7; allowed: at least 30 days"),
        Breach("keys-vault", "properties.enableSoftDelete", False, "is False; allowed: true"),
    ),
    "require-kept-deleted-objects-on-azure": (
        Breach("store-models-blobs", WHOLE, GONE, "names it"),
        Breach(
            "store-models-blobs", "deleteRetentionPolicy.enabled", False, "deleteRetentionPolicy.enabled is"
        ),
        Breach("store-models-blobs", "deleteRetentionPolicy.days", 1, "is 1; allowed: at least 7 days"),
        Breach(
            "store-models-blobs",
            "deleteRetentionPolicy.allowPermanentDelete",
            True,
            "allowPermanentDelete is True; allowed: false",
        ),
        Breach(
            "store-models-blobs",
            "containerDeleteRetentionPolicy",
            GONE,
            "containerDeleteRetentionPolicy.enabled is absent",
        ),
    ),
    "require-versions-of-models-on-azure": (
        Breach("store-models-blobs", "isVersioningEnabled", False, "is False; allowed: true"),
    ),
    "require-protection-on-azure": (
        Breach("store-scratch-files", PROTECT, False, "protect is not set"),
        Breach("keys-vault", ENVIRONMENT, "production", "protect is not set"),
        Breach("store-models-account", ENVIRONMENT, GONE, "protect is not set"),
        Breach("added-postgres", PROTECT, False, "protect is not set"),
    ),
    "require-protected-containers-on-azure": (
        Breach(
            "store-models-account",
            ENVIRONMENT,
            "production",
            "container store-models-container: protect is not",
        ),
    ),
    "require-locks-on-azure": (
        Breach("keys-vault-lock", WHOLE, GONE, "holds it"),
        Breach("logs-lock", WHOLE, GONE, "holds it"),
        Breach("logs-lock", "level", "NotSpecified", 'level is "NotSpecified"'),
        Breach("keys-vault", ENVIRONMENT, "production", "holds it"),
    ),
    "require-zone-redundant-stores-on-azure": (
        Breach("store-models-account", ENVIRONMENT, "production", 'sku.name is "Standard_LRS"'),
    ),
    "require-several-zones-on-azure": (
        Breach(
            "cluster-control-plane", ENVIRONMENT, "production", "availabilityZones has 1; allowed: at least 2"
        ),
    ),
    "require-several-system-nodes-on-azure": (
        Breach(
            "cluster-control-plane", ENVIRONMENT, "production", "minCount is 1; allowed: at least 2 machines"
        ),
    ),
    "require-uptime-agreement-on-azure": (
        Breach("cluster-control-plane", ENVIRONMENT, "production", 'sku.tier is "Free"'),
    ),
    "require-upgraded-clusters-on-azure": (
        Breach(
            "cluster-control-plane", "autoUpgradeProfile.upgradeChannel", GONE, "upgradeChannel is absent"
        ),
        Breach(
            "cluster-control-plane", "autoUpgradeProfile.upgradeChannel", "none", 'upgradeChannel is "none"'
        ),
    ),
    "require-upgraded-nodes-on-azure": (
        Breach(
            "cluster-control-plane",
            "autoUpgradeProfile.nodeOSUpgradeChannel",
            "Unmanaged",
            'nodeOSUpgradeChannel is "Unmanaged"',
        ),
    ),
    "require-supported-versions-on-azure": (
        Breach("cluster-control-plane", "kubernetesVersion", "1.29.4", "allowed: 1.33 or newer"),
        Breach("cluster-control-plane", "kubernetesVersion", "latest", "allowed: 1.33 or newer"),
        Breach(
            "cluster-control-plane",
            "agentPoolProfiles.0.orchestratorVersion",
            "1.29",
            'agentPoolProfiles[0].orchestratorVersion is "1.29"',
        ),
        Breach("pools-serve-head-on-demand-1", "orchestratorVersion", "1.29", "allowed: 1.33 or newer"),
    ),
    "require-maintenance-windows-on-azure": (
        Breach(
            "cluster-maintenance-aksManagedAutoUpgradeSchedule",
            WHOLE,
            GONE,
            "is its aksManagedAutoUpgradeSchedule",
        ),
        Breach(
            "cluster-maintenance-aksManagedNodeOSUpgradeSchedule",
            "maintenanceWindow.durationHours",
            1,
            "durationHours is 1; allowed: at least 4 hours",
        ),
    ),
    "require-upgraded-extensions-on-azure": (
        Breach("addons-lustre", "autoUpgradeMinorVersion", True, "autoUpgradeMinorVersion is True"),
        Breach("addons-lustre", "releaseTrain", "Preview", 'releaseTrain is "Preview"'),
        Breach("addons-lustre", "version", GONE, "version is absent; allowed: one version"),
    ),
    "require-way-out-of-clusters-on-azure": (
        Breach("cluster-control-plane", "networkProfile.outboundType", GONE, "outboundType is absent"),
        Breach("cluster-control-plane", "networkProfile.outboundType", "loadBalancer", "outboundType is"),
    ),
    "require-nat-of-node-subnets-on-azure": (
        Breach("network-subnet-training-1", "natGateway", GONE, "natGateway is absent"),
        Breach("network-subnet-system", "natGateway", GONE, "natGateway is absent"),
    ),
    "require-zones-of-nat-on-azure": (Breach("network-nat-2", "zones", GONE, "zones is absent"),),
    "require-backups-of-databases-on-azure": (
        Breach("added-postgres", "backup.backupRetentionDays", 7, "is 7; allowed: at least 14 days"),
        Breach("added-postgres", "highAvailability.mode", "Disabled", 'mode is "Disabled"'),
    ),
    "require-autoscaler-logs-on-azure": (
        Breach("cluster-audit", "logs.3.enabled", False, "keeps cluster-autoscaler of it"),
        Breach("cluster-audit", WHOLE, GONE, "keeps cluster-autoscaler of it"),
        Breach("cluster-audit", "storageAccountId", GONE, "keeps cluster-autoscaler of it"),
    ),
}
