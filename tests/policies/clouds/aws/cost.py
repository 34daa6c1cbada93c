"""What breaks the rules of the cost pack about AWS."""

import json

from tests.policies.breach import GONE, WHOLE, Breach

GPU = "pools-train-gpu-on-demand-us-east-1a"
TEMPLATE = "nodes-template-system"

LATE = {
    "notificationType": "ACTUAL",
    "threshold": 81,
    "thresholdType": "PERCENTAGE",
    "subscriberEmailAddresses": ["ml-platform@example.com"],
}

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-end-of-checkpoints-and-scratch-on-aws": (
        Breach("storage-lifecycle-checkpoints", WHOLE, GONE, "allowed: after at most 365 days"),
        Breach("storage-lifecycle-checkpoints", "rules.0.status", "Disabled", "removes all of it by age"),
        Breach("storage-lifecycle-checkpoints", "rules.0.expiration.days", 366, "at most 365 days"),
        Breach("storage-lifecycle-checkpoints", "rules.0.filter.prefix", "old/", "removes all of it by age"),
        Breach("storage-datasets", "tags.groundplan-holds", "scratch", "at most 90 days"),
    ),
    "require-owner-tags-on-aws": (
        Breach("storage-models", "tags.groundplan-owner", GONE, "tags.groundplan-owner is absent"),
        Breach("cluster-control-plane", "tags.groundplan-plan", "", "tags.groundplan-plan is empty"),
        Breach("added-machine", "tags", GONE, "tags.groundplan-owner is absent"),
    ),
    "require-tagged-machines-on-aws": (
        Breach(TEMPLATE, "tagSpecifications", GONE, "has no groundplan-owner for instance"),
        Breach(TEMPLATE, "tagSpecifications.2.tags.groundplan-plan", GONE, "no groundplan-plan for volume"),
    ),
    "require-lifecycle-of-buckets-on-aws": (
        Breach("storage-lifecycle-models", WHOLE, GONE, "names it"),
        Breach("storage-lifecycle-models", "rules.2.status", "Disabled", 'rules[2].status is "Disabled"'),
        Breach("storage-lifecycle-models", "rules.1.status", "Disabled", "aborts unfinished uploads"),
        Breach("storage-lifecycle-models", "rules.0.status", "Disabled", "removes former versions"),
        Breach(
            "storage-lifecycle-models",
            "rules.1.abortIncompleteMultipartUpload.daysAfterInitiation",
            90,
            "after at most 7 days",
        ),
    ),
    "require-bucket-keys-on-aws": (
        Breach("storage-encryption-models", "rules.0.bucketKeyEnabled", False, "bucketKeyEnabled is False"),
    ),
    "forbid-several-nat-gateways-on-aws": (
        Breach("added-gateway", "subnetId", "subnet-simulated87f7066f2889", "stands in its subnet too"),
    ),
    "forbid-idle-addresses-on-aws": (Breach("network-nat-us-east-1a", WHOLE, GONE, "nothing uses it"),),
    "restrict-pool-sizes-on-aws": (
        Breach("nodes-system-us-east-1a", "scalingConfig.maxSize", 500, "at most 50 machines"),
        Breach(GPU, "scalingConfig.maxSize", 17, "is 17; allowed: at most 16 machines"),
    ),
    "forbid-idle-gpus-on-aws": (
        Breach(GPU, "scalingConfig.minSize", 2, "minSize is 2; allowed: at most 0 machines"),
        Breach(GPU, "scalingConfig.desiredSize", 2, "desiredSize is 2; allowed: at most 0 machines"),
    ),
    "require-current-disks-on-aws": (
        Breach(TEMPLATE, "blockDeviceMappings.0.ebs.volumeType", "io2", 'volumeType is "io2"'),
        Breach("added-machine", "rootBlockDevice.volumeType", "gp2", 'volumeType is "gp2"'),
        Breach("added-volume", "type", GONE, 'type is absent; allowed: "gp3"'),
    ),
    "require-removed-disks-on-aws": (
        Breach(TEMPLATE, "blockDeviceMappings.0.ebs.deleteOnTermination", "false", "allowed: true"),
        Breach("added-machine", "ebsBlockDevices.0.deleteOnTermination", False, "is False"),
    ),
    "forbid-former-generations-on-aws": (
        Breach("pools-template-train-head-on-demand", "instanceType", "m4.xlarge", "has m4.xlarge"),
        Breach("nodes-system-us-east-1a", "instanceTypes", ["m7i.large", "c4.large"], "has c4.large"),
        Breach("added-machine", "instanceType", "p3.2xlarge", "has p3.2xlarge"),
    ),
    "require-notices-of-budgets-on-aws": (
        Breach("added-budget", "notifications", [], "notifications tell nobody"),
        Breach("added-budget", "notifications.0.threshold", 101, "a subscriber at 80 percent"),
        Breach("added-budget", "notifications.0", LATE, "or at 100 of a forecast"),
        Breach("added-budget", "notifications.0.subscriberEmailAddresses", [], "tell nobody"),
    ),
    "require-lifecycle-of-registries-on-aws": (
        Breach("added-registry-lifecycle", WHOLE, GONE, "names it"),
        Breach("added-registry-lifecycle", "policy", json.dumps({"rules": []}), "expires images"),
    ),
    "restrict-cluster-support-on-aws": (
        Breach("cluster-control-plane", "upgradePolicy", GONE, "upgradePolicy.supportType is absent"),
    ),
}
