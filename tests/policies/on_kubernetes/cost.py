"""What breaks the rules of the cost pack about Kubernetes."""

from tests.policies.breach import GONE, WHOLE, Breach
from tests.policies.on_kubernetes.places import (
    CONFIG,
    DATABASE,
    MONITORING,
    QUEUE,
    REGISTRY,
    SERVE,
    TRAIN,
    WORKERS,
)

QUOTA = "resourcequota-atlas-train-train"
LIMITS = "limitrange-atlas-train-train"
ENOUGH = {
    "requests.cpu": "8", "requests.memory": "8Gi", "requests.nvidia.com/gpu": "16", "requests.storage": "1Ti",
    "pods": "4", "services.loadbalancers": "0", "services.nodeports": "0",
}  # fmt: skip
IDLE = {"groupName": "gpu", "minReplicas": 2, "template": {"spec": {"containers": [
    {"name": "ray", "resources": {"limits": {"nvidia.com/gpu": "8"}}},
]}}}  # fmt: skip
"""A group of GPUs without an upper end."""
GPU_GROUP = "spec.resourceGroups.1.flavors.0.resources.0"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "restrict-idle-gpus-of-workers": (
        Breach(
            "trial",
            "spec.workerGroupSpecs.0.minReplicas",
            1,
            "spec.workerGroupSpecs[0].minReplicas is 1, of workers with GPUs; allowed: at most 0",
        ),
        Breach("trial", "spec.workerGroupSpecs.0", IDLE, "minReplicas is 2, of workers with GPUs"),
    ),
    "require-resource-quotas": (
        Breach(QUOTA, WHOLE, GONE, "no ResourceQuota of this namespace bounds requests.cpu"),
        Breach(QUOTA, "spec.hard", {"requests.cpu": "8"}, "bounds requests.nvidia.com/gpu"),
        Breach(QUOTA, "spec.hard.pods", GONE, "bounds pods"),
        Breach(QUOTA, "spec.hard", ENOUGH, "bounds limits.memory"),
    ),
    "restrict-gpus-of-quotas": (
        Breach(
            QUOTA,
            "spec.hard",
            {**ENOUGH, "requests.nvidia.com/gpu": "128"},
            'requests.nvidia.com/gpu is "128"; allowed: at most 64 GPUs',
        ),
    ),
    "restrict-paid-services-of-quotas": (
        Breach(
            QUOTA,
            "spec.hard",
            {**ENOUGH, "services.loadbalancers": "2"},
            'services.loadbalancers is "2"; allowed: at most 0',
        ),
        Breach(
            QUOTA,
            "spec.hard",
            {key: ENOUGH[key] for key in ENOUGH if "node" not in key},
            "services.nodeports is absent",
        ),
    ),
    "require-limit-ranges": (
        Breach(LIMITS, WHOLE, GONE, "no LimitRange of this namespace says default.memory of a Container"),
        Breach(LIMITS, "spec.limits.0.max", GONE, "says max.memory of a Container"),
        Breach(LIMITS, "spec.limits.1.type", "Pod", "says max.storage of a PersistentVolumeClaim"),
    ),
    "require-owner-labels": (
        Breach(
            TRAIN,
            "metadata.labels.groundplan-owner",
            GONE,
            "label groundplan-owner is absent; allowed: a value",
        ),
        Breach(QUEUE, "metadata.labels.groundplan-plan", "", 'label groundplan-plan is ""'),
        Breach(
            "namespace-atlas-train",
            "metadata.labels.groundplan-environment",
            GONE,
            "groundplan-environment is absent",
        ),
        Breach(REGISTRY, "metadata.labels", {}, "label groundplan-owner is absent"),
    ),
    "restrict-sizes-of-claims": (
        Breach(
            "scratch",
            "spec.resources.requests.storage",
            "20Ti",
            'storage is "20Ti"; allowed: at most 10240 GiB',
        ),
        Breach(
            DATABASE, "spec.volumeClaimTemplates.0.spec.resources.requests.storage", GONE, "storage is absent"
        ),
    ),
    "restrict-gpus-of-queues": (
        Breach(QUEUE, f"{GPU_GROUP}.nominalQuota", "512", 'nominalQuota is "512"; allowed: at most 64 GPUs'),
    ),
    "require-borrowing-limits": (
        Breach(QUEUE, f"{GPU_GROUP}.borrowingLimit", GONE, "borrowingLimit is absent; allowed: an amount"),
    ),
    "restrict-namespaces-of-queues": (
        Breach(QUEUE, "spec.namespaceSelector", {}, "spec.namespaceSelector selects every namespace"),
    ),
    "require-queues-for-gpu-work": (
        Breach(TRAIN, "metadata.labels", {}, "asks for GPUs, and label kueue.x-k8s.io/queue-name is absent"),
        Breach("evaluate", "metadata.labels", {}, "asks for GPUs"),
    ),
    "restrict-worker-groups": (
        Breach(TRAIN, f"{WORKERS}.maxReplicas", 500, "maxReplicas is 500; allowed: at most 100 workers"),
        Breach(SERVE, f"{CONFIG}.workerGroupSpecs.0.maxReplicas", GONE, "maxReplicas is absent"),
    ),
    "restrict-gpus-of-worker-groups": (
        Breach(
            TRAIN, f"{WORKERS}.maxReplicas", 9, "maxReplicas is 9 of 8 GPUs each; allowed: at most 64 GPUs"
        ),
    ),
    "restrict-idle-time-of-workers": (
        Breach(
            "answers",
            f"{CONFIG}.autoscalerOptions.idleTimeoutSeconds",
            7200,
            "idleTimeoutSeconds is 7200; allowed: at most 1800 s",
        ),
        Breach(
            "answers", f"{CONFIG}.autoscalerOptions.idleTimeoutSeconds", GONE, "idleTimeoutSeconds is absent"
        ),
        Breach(
            "evaluate",
            "spec.rayClusterSpec.workerGroupSpecs.0.idleTimeoutSeconds",
            86_400,
            "idleTimeoutSeconds is 86400",
        ),
    ),
    "require-deadlines-of-jobs": (
        Breach("clean", "spec.activeDeadlineSeconds", GONE, "activeDeadlineSeconds is absent"),
        Breach(
            "nightly", "spec.jobTemplate.spec.activeDeadlineSeconds", 10**8, "is 100000000; allowed: at most"
        ),
        Breach("evaluate", "spec.activeDeadlineSeconds", GONE, "activeDeadlineSeconds is absent"),
        Breach("weekly", "spec.jobTemplate.activeDeadlineSeconds", GONE, "activeDeadlineSeconds is absent"),
    ),
    "require-removal-of-finished-jobs": (
        Breach("clean", "spec.ttlSecondsAfterFinished", GONE, "ttlSecondsAfterFinished is absent"),
        Breach(
            "nightly",
            "spec.jobTemplate.spec.ttlSecondsAfterFinished",
            10**8,
            "ttlSecondsAfterFinished is 100000000",
        ),
    ),
    "restrict-retention-of-metrics": (
        Breach(
            MONITORING,
            "values.prometheus.prometheusSpec.retention",
            "2y",
            'retention is "2y"; allowed: at most 90 days',
        ),
        Breach(MONITORING, "values.prometheus.prometheusSpec.retentionSize", GONE, "retentionSize is absent"),
    ),
}
