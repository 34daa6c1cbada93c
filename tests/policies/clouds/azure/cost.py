"""What breaks the rules of the cost pack about Azure."""

from tests.policies.breach import GONE, WHOLE, Added, Breach

AGED = "store-checkpoints-lifecycle"
BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-end-of-checkpoints-and-scratch-on-azure": (
        Breach(AGED, WHOLE, GONE, "allowed: after at most 365 days"),
        Breach(AGED, "policy.rules.0.enabled", False, "removes all of it by age"),
        Breach(
            AGED,
            "policy.rules.0.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan",
            366,
            "at most 365 days",
        ),
        Breach(AGED, "policy.rules.0.definition.filters.prefixMatch", ["old/"], "removes all of it by age"),
        Breach("store-datasets-account", "tags.groundplan-holds", "scratch", "at most 90 days"),
    ),
    "require-owner-tags-on-azure": (
        Breach("store-models-account", "tags.groundplan-owner", GONE, "tags.groundplan-owner is absent"),
        Breach("pools-train-data-on-demand-1", "tags.groundplan-plan", "", "tags.groundplan-plan is empty"),
        Breach("network-nat-1", "tags", GONE, "tags.groundplan-environment is absent"),
        Breach(
            "cluster-control-plane",
            "agentPoolProfiles.0.tags",
            GONE,
            "agentPoolProfiles[0].tags.groundplan-owner",
        ),
    ),
    "restrict-pool-sizes-on-azure": (
        Breach(
            "pools-train-data-on-demand-1", "maxCount", 101, "maxCount is 101; allowed: at most 100 machines"
        ),
        Breach("pools-train-data-on-demand-1", "maxCount", GONE, "maxCount is absent"),
    ),
    "restrict-gpu-nodes-on-azure": (
        Breach(
            "pools-train-gpu-on-demand-1",
            "maxCount",
            33,
            "grow to 33 machines with GPUs; allowed: at most 32",
        ),
        Breach(
            "cluster-control-plane",
            "agentPoolProfiles.0",
            {"mode": "System", "vmSize": "Standard_NC24ads_A100_v4", "count": 40},
            "machines with GPUs; allowed: at most 32",
        ),
    ),
    "require-autoscaling-on-azure": (
        Breach("pools-train-data-on-demand-1", "enableAutoScaling", False, "is False; allowed: true"),
        Breach("cluster-control-plane", "agentPoolProfiles.0.enableAutoScaling", GONE, "is absent"),
    ),
    "forbid-idle-gpus-on-azure": (
        Breach("pools-train-gpu-on-demand-1", "minCount", 1, "minCount is 1; allowed: at most 0 machines"),
    ),
    "require-deleted-idle-nodes-on-azure": (
        Breach(
            "pools-train-data-on-demand-1", "scaleDownMode", "Deallocate", 'scaleDownMode is "Deallocate"'
        ),
        Breach(
            "pools-train-data-spot-1",
            "scaleSetEvictionPolicy",
            "Deallocate",
            'scaleSetEvictionPolicy is "Deallocate"',
        ),
    ),
    "restrict-idle-time-of-nodes-on-azure": (
        Breach(
            "cluster-control-plane",
            "autoScalerProfile.scaleDownUnneededTime",
            "60m",
            'scaleDownUnneededTime is "60m"; allowed: at most 15m',
        ),
        Breach(
            "cluster-control-plane",
            "autoScalerProfile.scaleDownDelayAfterAdd",
            "2h",
            'scaleDownDelayAfterAdd is "2h"; allowed: at most 15m',
        ),
    ),
    "restrict-disk-sizes-on-azure": (
        Breach("pools-train-data-on-demand-1", "osDiskSizeGB", 2048, "is 2048; allowed: at most 1024 GB"),
    ),
    "restrict-file-system-sizes-on-azure": (
        Breach("store-scratch-files", "storageCapacityTiB", 256, "is 256; allowed: at most 128 TiB"),
    ),
    "require-lifecycle-of-stores-on-azure": (
        Breach("store-checkpoints-lifecycle", WHOLE, GONE, "deletes its old objects"),
        Breach("logs-lifecycle", "policy.rules.0.enabled", False, "deletes its old objects"),
        Breach(
            "logs-lifecycle",
            "policy.rules.0.definition.actions.baseBlob",
            {"tierToCool": {"daysAfterModificationGreaterThan": 30}},
            "deletes its old objects",
        ),
    ),
    "require-used-nat-on-azure": (Breach("added-subnet", "natGateway", GONE, "names it"),),
    "require-used-addresses-on-azure": (
        Breach("network-nat-1", "publicIpAddresses", GONE, "nothing of the stack names it"),
    ),
    "forbid-gpu-machines-on-azure": (
        Breach("added-machine", "hardwareProfile.vmSize", "Standard_NC24ads_A100_v4", "vmSize is"),
    ),
    "require-cap-of-workspaces-on-azure": (
        Breach("added-workspace", "workspaceCapping", GONE, "workspaceCapping.dailyQuotaGb is absent"),
        Breach("added-workspace", "workspaceCapping.dailyQuotaGb", -1, "is -1; allowed: at least 0 GB"),
    ),
    "require-retention-of-images-on-azure": (
        Breach("added-registry", "policies.retentionPolicy.status", "disabled", 'status is "disabled"'),
        Breach("added-registry", "policies.retentionPolicy.days", 365, "is 365; allowed: at most 30 days"),
    ),
    "require-notices-of-budgets-on-azure": (
        Breach("added-budget", "notifications", GONE, "a contact at 80 percent or before"),
        Breach("added-budget", "notifications.soon.threshold", 100, "notifications tell nobody"),
        Breach("added-budget", "notifications.soon.enabled", False, "notifications tell nobody"),
        Breach("added-budget", "notifications.soon.contactEmails", [], "notifications tell nobody"),
        Breach("added-budget-of-costs", "notifications", {}, "notifications tell nobody"),
    ),
}
SOON = {
    "enabled": True,
    "operator": "GreaterThan",
    "threshold": 80,
    "contactEmails": ["ml-platform@example.com"],
}
ADDED = (
    Added(
        type="azure-native:consumption:Budget",
        name="added-budget",
        inputs={"amount": 1000, "category": "Cost", "notifications": {"soon": SOON}},
    ),
    Added(
        type="azure-native:costmanagement/v20250301:Budget",
        name="added-budget-of-costs",
        inputs={"amount": 1000, "category": "Cost", "notifications": {"soon": SOON}},
    ),
    Added(
        type="azure-native:costmanagement:Budget",
        name="added-alert-of-reservations",
        inputs={"category": "ReservationUtilization"},
    ),
)
