"""What breaks the rules of the cost pack about Google Cloud."""

from tests.policies.breach import GONE, Added, Breach

MODELS, CLUSTER, POOL = "storage-bucket-models", "cluster-control-plane", "pools-system"
GPUS = "pools-train-gpu-on-demand-us-central1-a"
CHECKPOINTS = "storage-bucket-checkpoints"
BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-end-of-checkpoints-and-scratch-on-gcp": (
        Breach(CHECKPOINTS, "lifecycleRules", [], "allowed: after at most 365 days"),
        Breach(CHECKPOINTS, "lifecycleRules.1.condition.age", 366, "at most 365 days"),
        Breach(CHECKPOINTS, "lifecycleRules.1.condition.withState", "ARCHIVED", "removes all of it by age"),
        Breach(
            CHECKPOINTS,
            "lifecycleRules.1.condition",
            {"age": 30, "matchesPrefixes": ["old/"]},
            "removes all of it by age",
        ),
        Breach("storage-bucket-datasets", "labels.groundplan-holds", "scratch", "at most 90 days"),
    ),
    "require-owner-labels-on-gcp": (
        Breach(MODELS, "labels.groundplan-owner", GONE, "labels.groundplan-owner is absent"),
        Breach(CLUSTER, "resourceLabels", GONE, "resourceLabels.groundplan-owner is absent"),
        Breach(POOL, "nodeConfig.resourceLabels.groundplan-plan", GONE, "groundplan-plan is absent"),
        Breach("experiments", "settings.userLabels", {}, "settings.userLabels.groundplan-owner is absent"),
    ),
    "require-end-of-former-versions-on-gcp": (
        Breach(
            MODELS, "lifecycleRules", [], "lifecycleRules has no element that is a Delete by numNewerVersions"
        ),
    ),
    "require-end-of-uploads-on-gcp": (
        Breach(
            MODELS, "lifecycleRules.0.action.type", "SetStorageClass", "an AbortIncompleteMultipartUpload"
        ),
    ),
    "require-end-of-access-logs-on-gcp": (
        Breach("storage-access-logs", "lifecycleRules", GONE, "a Delete by an age of at most 400 days"),
        Breach(
            "storage-access-logs", "lifecycleRules.0.condition.age", 4000, "a Delete by an age of at most 400"
        ),
    ),
    "restrict-log-retention-on-gcp": (
        Breach("logs-bucket", "retentionDays", 3650, "retentionDays is 3650; allowed: at most 400 days"),
    ),
    "restrict-nodes-on-gcp": (
        Breach(POOL, "autoscaling.totalMaxNodeCount", 1000, "is 1000; allowed: at most 100 nodes"),
        Breach(POOL, "autoscaling", GONE, "nodeCount is absent; allowed: at most 100 nodes"),
    ),
    "restrict-gpus-on-gcp": (
        Breach(GPUS, "autoscaling.totalMaxNodeCount", 9, "is 9, of 8 GPUs each; allowed: at most 64 GPUs"),
        Breach(GPUS, "autoscaling", GONE, "is absent; allowed: a ceiling"),
    ),
    "forbid-idle-gpus-on-gcp": (
        Breach(GPUS, "autoscaling.totalMinNodeCount", 2, "totalMinNodeCount is 2; allowed: at most 0"),
        Breach(GPUS, "autoscaling", GONE, "a fixed number of nodes is always paid for"),
    ),
    "restrict-node-provisioning-on-gcp": (
        Breach("kept-cluster", "clusterAutoscaling.resourceLimits", [], "a maximum of cpu"),
    ),
    "require-cost-allocation-on-gcp": (
        Breach(CLUSTER, "costManagementConfig.enabled", False, "costManagementConfig.enabled is False"),
    ),
    "require-removed-default-pools-on-gcp": (
        Breach(CLUSTER, "removeDefaultNodePool", False, "removeDefaultNodePool is False; allowed: true"),
    ),
    "restrict-boot-disks-on-gcp": (
        Breach(POOL, "nodeConfig.bootDisk.sizeGb", 4000, "sizeGb is 4000; allowed: at most 1000 GB"),
    ),
    "restrict-file-systems-on-gcp": (
        Breach("fast", "capacityGib", "900000", 'capacityGib is "900000"; allowed: at most 102400 GiB'),
        Breach("files-filestore-scratch", "fileShares.capacityGb", 200000, "capacityGb is 200000"),
    ),
    "restrict-nat-gateways-on-gcp": (
        Breach(
            "nat-europe", "region", "us-central1", "region us-central1 has 2 gateways; allowed: at most 1"
        ),
    ),
    "require-cleanup-of-images-on-gcp": (
        Breach("images", "cleanupPolicies", GONE, "cleanupPolicies is absent"),
        Breach("images", "cleanupPolicyDryRun", True, "cleanupPolicyDryRun is True"),
    ),
    "require-notices-of-budgets-on-gcp": (
        Breach("added-budget", "thresholdRules", [], "allowed: one at 80 percent or before"),
        Breach("added-budget", "thresholdRules.0.thresholdPercent", 1.01, "thresholdRules tell nobody"),
        Breach(
            "added-budget-of-defaults",
            "thresholdRules.0.thresholdPercent",
            0.81,
            "thresholdRules tell nobody",
        ),
        Breach(
            "added-budget",
            "allUpdatesRule.monitoringNotificationChannels",
            [],
            "nobody else is named; allowed: somebody",
        ),
    ),
}
ADDED = (
    Added(
        type="gcp:billing/budget:Budget",
        name="added-budget",
        inputs={
            "billingAccount": "000000-000000-000000",
            "amount": {"specifiedAmount": {"units": "1000"}},
            "thresholdRules": [{"thresholdPercent": 0.8, "spendBasis": "FORECASTED_SPEND"}],
            "allUpdatesRule": {
                "disableDefaultIamRecipients": True,
                "monitoringNotificationChannels": ["projects/lab/notificationChannels/1"],
            },
        },
    ),
    Added(
        type="gcp:billing/budget:Budget",
        name="added-budget-of-defaults",
        inputs={"billingAccount": "000000-000000-000000", "thresholdRules": [{"thresholdPercent": 0.5}]},
    ),
)
