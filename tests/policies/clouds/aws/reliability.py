"""What breaks the rules of the reliability pack about AWS."""

from tests.policies.breach import GONE, PROTECT, WHOLE, Breach

CLUSTER = "cluster-control-plane"
ENVIRONMENT = "tags.groundplan-environment"
HEAD = "pools-train-head-on-demand-us-east-1a"
SYSTEM = "nodes-system-us-east-1a"
KEPT = "production"
"""The small example is of an environment whose data may go; this is what makes the rules hold for it."""

BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-expiring-models-on-aws": (
        Breach(
            "storage-lifecycle-models",
            "rules.0.expiration",
            {"days": 90},
            "removes what is current after 90 days",
        ),
        Breach(
            "storage-lifecycle-registry", "rules.1.expiration", {"date": "2027-03-31T00:00:00Z"}, "by a date"
        ),
        Breach(
            "storage-checkpoints", "tags.groundplan-holds", "models", "removes what is current after 30 days"
        ),
        Breach(
            "storage-models",
            "lifecycleRules",
            [{"enabled": False}, {"enabled": True, "expiration": {"days": 5}}],
            "lifecycleRules[1] removes what is current after 5 days",
        ),
    ),
    "require-protected-stores-on-aws": (
        Breach("storage-models", ENVIRONMENT, KEPT, "protect is not set"),
        Breach("keys-storage", ENVIRONMENT, GONE, "protect is not set"),
        Breach("cluster-logs", ENVIRONMENT, KEPT, "protect is not set"),
        Breach("files-scratch", PROTECT, False, "protect is not set"),
        Breach("added-database", PROTECT, False, "protect is not set"),
    ),
    "forbid-emptying-of-stores-on-aws": (
        Breach("storage-models", ENVIRONMENT, KEPT, "forceDestroy is True; allowed: false"),
        Breach("added-registry", "forceDelete", True, "forceDelete is True; allowed: false"),
    ),
    "require-protected-clusters-on-aws": (
        Breach(CLUSTER, ENVIRONMENT, KEPT, "deletionProtection is False; allowed: true"),
    ),
    "require-late-deletion-of-keys-on-aws": (
        Breach("keys-storage", "deletionWindowInDays", 7, "is 7; allowed: at least 30 days"),
    ),
    "require-enabled-keys-on-aws": (
        Breach("keys-storage", "isEnabled", False, "isEnabled is False"),
        Breach("keys-storage", "bypassPolicyLockoutSafetyCheck", True, "is True; allowed: false"),
    ),
    "require-versions-of-buckets-on-aws": (
        Breach("storage-versions-models", WHOLE, GONE, "names it"),
        Breach(
            "storage-versions-models",
            "versioningConfiguration.status",
            "Suspended",
            'versioningConfiguration.status is "Suspended"; allowed: "Enabled"',
        ),
        Breach("storage-lifecycle-datasets", WHOLE, GONE, 'status is "Suspended"'),
        Breach("storage-versions-datasets", WHOLE, GONE, "names it"),
        Breach(
            "storage-versions-datasets",
            "versioningConfiguration.status",
            GONE,
            "allowed: Enabled or Suspended",
        ),
        Breach("storage-lifecycle-datasets", "rules.0.status", "Disabled", 'status is "Suspended"'),
        Breach("storage-lifecycle-datasets", "rules.0.filter.prefix", "tmp/", 'status is "Suspended"'),
        Breach("storage-datasets", "tags.groundplan-holds", "models", 'status is "Suspended"'),
    ),
    "require-kept-access-logs-on-aws": (
        Breach("storage-lifecycle-access-logs", "rules.0.expiration.days", 30, "at least 365 days"),
    ),
    "restrict-cluster-versions-on-aws": (
        Breach(CLUSTER, "version", "1.29", 'version is "1.29"; allowed: 1.34 and newer'),
        Breach(CLUSTER, "version", GONE, "version is absent; allowed: 1.34 and newer"),
        Breach(SYSTEM, "version", "1.31", 'version is "1.31"'),
    ),
    "require-addons-on-aws": (
        Breach("addons-coredns", WHOLE, GONE, "of it is coredns"),
        Breach("addons-first-vpc-cni", "addonName", "other", "of it is vpc-cni"),
    ),
    "require-node-repair-on-aws": (
        Breach(SYSTEM, "nodeRepairConfig.enabled", False, "nodeRepairConfig.enabled is False"),
        Breach(SYSTEM, "nodeRepairConfig", GONE, "nodeRepairConfig.enabled is absent"),
    ),
    "require-patched-images-on-aws": (
        Breach(SYSTEM, "amiType", "AL2_x86_64", "an AL2023 or BOTTLEROCKET image"),
        Breach(SYSTEM, "amiType", "CUSTOM", "an AL2023 or BOTTLEROCKET image"),
    ),
    "require-pinned-templates-on-aws": (
        Breach(SYSTEM, "launchTemplate", GONE, "launchTemplate.version is absent"),
        Breach(SYSTEM, "launchTemplate.version", "$Latest", 'launchTemplate.version is "$Latest"'),
    ),
    "restrict-updates-of-machines-on-aws": (
        Breach(SYSTEM, "updateConfig.maxUnavailable", 20, "is 20; allowed: at most 5"),
        Breach(SYSTEM, "updateConfig.maxUnavailablePercentage", 100, "is 100; allowed: at most 33"),
    ),
    "forbid-spot-heads-on-aws": (
        Breach(HEAD, "capacityType", "SPOT", 'capacityType is "SPOT"'),
        Breach(SYSTEM, "capacityType", "SPOT", 'capacityType is "SPOT"'),
    ),
    "require-persistent-file-systems-on-aws": (
        Breach("files-scratch", "deploymentType", "SCRATCH_2", 'deploymentType is "SCRATCH_2"'),
        Breach("files-scratch", "deploymentType", GONE, "deploymentType is absent"),
    ),
    "require-backups-of-file-systems-on-aws": (
        Breach("files-scratch", "automaticBackupRetentionDays", 0, "is 0; allowed: at least 7 days"),
        Breach("files-scratch", "skipFinalBackup", GONE, "skipFinalBackup is absent; allowed: false"),
        Breach("files-scratch", "copyTagsToBackups", False, "copyTagsToBackups is False"),
    ),
    "require-backups-of-databases-on-aws": (
        Breach("added-database", "backupRetentionPeriod", GONE, "is absent; allowed: at least 7 days"),
        Breach("added-database", "skipFinalSnapshot", True, "skipFinalSnapshot is True; allowed: false"),
    ),
    "require-lasting-databases-on-aws": (
        Breach("added-database", "deletionProtection", False, "deletionProtection is False"),
        Breach("added-database", "multiAz", GONE, "multiAz is absent; allowed: true"),
        Breach("added-database", "autoMinorVersionUpgrade", False, "autoMinorVersionUpgrade is False"),
    ),
    "require-failover-of-caches-on-aws": (
        Breach("added-cache", "automaticFailoverEnabled", False, "automaticFailoverEnabled is False"),
        Breach("added-cache", "multiAzEnabled", GONE, "multiAzEnabled is absent"),
        Breach("added-cache", "snapshotRetentionLimit", 0, "is 0; allowed: at least 1 days"),
    ),
    "require-recoverable-secrets-on-aws": (
        Breach("added-secret", "recoveryWindowInDays", 0, "is 0; allowed: at least 7 days"),
    ),
    "require-names-in-networks-on-aws": (
        Breach("network-vpc", "enableDnsHostnames", GONE, "enableDnsHostnames is absent; allowed: true"),
        Breach("network-vpc", "enableDnsSupport", False, "enableDnsSupport is False"),
    ),
    "require-detailed-monitoring-on-aws": (
        Breach("nodes-template-system", "monitoring.enabled", False, "monitoring.enabled is False"),
        Breach("added-machine", "monitoring", GONE, "monitoring is absent; allowed: true"),
    ),
    "require-several-zones-on-aws": (
        Breach(
            CLUSTER,
            "tags.groundplan-environment",
            "production",
            "its system machines are all in us-east-1a; allowed: at least 2 zones",
        ),
    ),
    "require-control-planes-in-several-zones-on-aws": (
        Breach(
            "network-subnet-control-plane-us-east-1b",
            "availabilityZone",
            "us-east-1a",
            "all subnets of its API are in us-east-1a; allowed: 2 zones",
        ),
        Breach(CLUSTER, "vpcConfig.subnetIds", ["subnet-one"], "has fewer than 2"),
    ),
}
