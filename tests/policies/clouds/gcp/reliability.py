"""What breaks the rules of the reliability pack about Google Cloud."""

from tests.policies.breach import GONE, PROTECT, Breach

CLUSTER, POOL = "cluster-control-plane", "pools-system"
UNPROTECTED = "protect is not set"
BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-expiring-models-on-gcp": (
        Breach(
            "storage-bucket-models", "lifecycleRules.1.condition", {"age": 90}, "is current after 90 days"
        ),
        Breach(
            "storage-bucket-registry",
            "lifecycleRules",
            [{"action": {"type": "Delete"}, "condition": {"createdBefore": "2026-01-01"}}],
            "by a date",
        ),
        Breach("storage-bucket-checkpoints", "labels.groundplan-holds", "models", "is current after 30 days"),
    ),
    "require-soft-deletion-of-objects-on-gcp": (
        Breach("storage-bucket-models", "softDeletePolicy.retentionDurationSeconds", 0, "is 0 days"),
    ),
    "require-versions-of-models-on-gcp": (
        Breach("storage-bucket-models", "versioning.enabled", False, "versioning.enabled is False"),
    ),
    "forbid-destruction-of-full-buckets-on-gcp": (
        Breach("kept-models", "forceDestroy", True, "forceDestroy is True; allowed: false"),
    ),
    "require-protected-stores-on-gcp": (
        Breach("kept-models", PROTECT, False, UNPROTECTED),
        Breach("files-filestore-scratch", PROTECT, False, UNPROTECTED),
        Breach("fast", PROTECT, False, UNPROTECTED),
        Breach("faster", PROTECT, False, UNPROTECTED),
        Breach("experiments", PROTECT, False, UNPROTECTED),
    ),
    "require-protected-keys-on-gcp": (
        Breach("kept-key", PROTECT, False, UNPROTECTED),
        Breach("kept-ring", PROTECT, False, UNPROTECTED),
    ),
    "require-delayed-destruction-of-keys-on-gcp": (
        Breach("keys-key-disks", "destroyScheduledDuration", "86400s", "destroyScheduledDuration is 1 days"),
    ),
    "require-protected-logs-on-gcp": (Breach("kept-log-bucket", PROTECT, False, UNPROTECTED),),
    "require-protected-clusters-on-gcp": (
        Breach("kept-cluster", PROTECT, False, UNPROTECTED),
        Breach("kept-cluster", "deletionProtection", False, "deletionProtection is False"),
    ),
    "require-deletion-protection-of-file-systems-on-gcp": (
        Breach(
            "files-filestore-scratch",
            "deletionProtectionEnabled",
            False,
            "deletionProtectionEnabled is False",
        ),
    ),
    "require-deletion-protection-of-databases-on-gcp": (
        Breach(
            "experiments", "settings.deletionProtectionEnabled", GONE, "deletionProtectionEnabled is absent"
        ),
        Breach("experiments", "deletionProtection", False, "deletionProtection is False"),
    ),
    "require-backups-of-databases-on-gcp": (
        Breach(
            "experiments",
            "settings.backupConfiguration",
            GONE,
            "settings.backupConfiguration.enabled is absent",
        ),
        Breach(
            "experiments",
            "settings.backupConfiguration.pointInTimeRecoveryEnabled",
            False,
            "pointInTimeRecoveryEnabled is False",
        ),
    ),
    "require-several-zones-of-databases-on-gcp": (
        Breach("experiments", "settings.availabilityType", "ZONAL", 'availabilityType is "ZONAL"'),
        Breach("ray-state", "tier", "BASIC", 'tier is "BASIC"; allowed: "STANDARD_HA"'),
    ),
    "require-several-zones-on-gcp": (
        Breach(
            CLUSTER,
            "resourceLabels.groundplan-environment",
            "production",
            "its system machines are all in us-central1-a; allowed: at least 2 zones",
        ),
    ),
    "require-regional-clusters-on-gcp": (
        Breach("kept-cluster", "location", "us-central1-a", 'location is "us-central1-a"; allowed: a region'),
        Breach("kept-cluster", "nodeLocations", ["us-central1-a"], "nodeLocations has one zone"),
    ),
    "require-release-channel-on-gcp": (
        Breach(CLUSTER, "releaseChannel.channel", "UNSPECIFIED", 'channel is "UNSPECIFIED"'),
        Breach(CLUSTER, "releaseChannel", GONE, "releaseChannel.channel is absent"),
    ),
    "restrict-cluster-versions-on-gcp": (
        Breach(CLUSTER, "minMasterVersion", "1.28", 'minMasterVersion is "1.28"; allowed: 1.34 and newer'),
        Breach(CLUSTER, "nodeVersion", "1.28.3-gke.100", 'nodeVersion is "1.28.3-gke.100"; allowed: 1.34'),
        Breach(POOL, "version", "1.28", 'version is "1.28"; allowed: 1.34 and newer'),
        Breach(POOL, "version", "1.350x", 'version is "1.350x"; allowed: 1.34 and newer'),
    ),
    "require-automatic-upgrades-of-nodes-on-gcp": (
        Breach(POOL, "management.autoUpgrade", False, "management.autoUpgrade is False; allowed: true"),
    ),
    "require-automatic-repair-of-nodes-on-gcp": (
        Breach(POOL, "management.autoRepair", False, "management.autoRepair is False; allowed: true"),
    ),
    "restrict-unavailable-nodes-on-gcp": (
        Breach(POOL, "upgradeSettings.maxUnavailable", 5, "maxUnavailable is 5; allowed: at most 1 nodes"),
    ),
    "require-maintenance-window-on-gcp": (
        Breach("kept-cluster", "maintenancePolicy", GONE, "maintenancePolicy has no window"),
    ),
    "require-cluster-metrics-on-gcp": (
        Breach(CLUSTER, "monitoringConfig.enableComponents", [], 'lacks "SYSTEM_COMPONENTS"'),
    ),
    "forbid-alpha-clusters-on-gcp": (
        Breach(CLUSTER, "enableKubernetesAlpha", True, "enableKubernetesAlpha is True"),
    ),
    "require-dynamic-ports-of-nat-on-gcp": (
        Breach("network-nat", "enableDynamicPortAllocation", False, "enableDynamicPortAllocation is False"),
    ),
}
