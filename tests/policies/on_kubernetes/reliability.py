"""What breaks the rules of the reliability pack about Kubernetes."""

from tests.policies.breach import GONE, WHOLE, Breach
from tests.policies.on_kubernetes.places import (
    CONFIG,
    DATABASE,
    HEAD,
    KUEUE,
    ONE,
    POD,
    REGISTRY,
    SERVE,
    TRAIN,
)

SERVED = f"{CONFIG}.workerGroupSpecs.0"
BUDGET = "poddisruptionbudget-atlas-serve-serve-head"
CLASS = "storageclass-atlas-store-models"
DISKS = {"provisioner": "ebs.csi.aws.com"}
"""A class of disks: the example's are shares, which every zone reaches."""

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-limits-and-requests": (
        Breach(
            REGISTRY, f"{ONE}.resources.limits", GONE, "limits.memory is absent; allowed: an amount above 0"
        ),
        Breach(KUEUE, f"{ONE}.resources", {"limits": {"memory": "1Gi"}}, "requests.cpu is absent"),
        Breach(REGISTRY, f"{ONE}.resources.requests.cpu", GONE, "requests.cpu is absent"),
        Breach(TRAIN, f"{HEAD}.containers.0.resources.requests.memory", GONE, "requests.memory is absent"),
        Breach(DATABASE, f"{ONE}.resources.limits.memory", "0", 'limits.memory is "0"'),
        Breach(TRAIN, f"{HEAD}.initContainers.0.resources.limits.memory", "much", 'limits.memory is "much"'),
        Breach("answers", f"{CONFIG}.autoscalerOptions.resources", GONE, "requests.cpu is absent"),
    ),
    "require-probes": (
        Breach(REGISTRY, f"{ONE}.readinessProbe", GONE, "readinessProbe is absent; allowed: a probe"),
        Breach(DATABASE, f"{ONE}.livenessProbe", {}, "livenessProbe is empty"),
        Breach("agent", f"{ONE}.livenessProbe", GONE, "livenessProbe is absent"),
    ),
    "require-readiness-of-serving": (
        Breach(
            SERVE, f"{SERVED}.template.spec.containers.0.readinessProbe", GONE, "readinessProbe is absent"
        ),
    ),
    "require-disruption-budgets": (
        Breach(BUDGET, WHOLE, GONE, 'no PodDisruptionBudget in "atlas-serve" selects the pods of'),
        Breach(BUDGET, "spec.minAvailable", 0, "lets every pod of"),
        Breach(BUDGET, "spec.selector.matchLabels", {"groundplan-cluster": "train"}, "selects the pods of"),
        Breach("gateway-budget", WHOLE, GONE, "selects the pods of spec.template"),
        Breach("gateway-budget", "spec.maxUnavailable", "100%", "lets every pod of spec.template go at once"),
    ),
    "require-eviction-of-unhealthy-pods": (
        Breach(BUDGET, "spec.unhealthyPodEvictionPolicy", GONE, 'is absent; allowed: "AlwaysAllow"'),
    ),
    "require-spread-of-serving": (
        Breach(
            SERVE,
            f"{SERVED}.template.spec.topologySpreadConstraints",
            GONE,
            "says nothing of topology.kubernetes.io/zone",
        ),
        Breach(
            "gateway",
            f"{POD}.topologySpreadConstraints",
            [{"topologyKey": "topology.kubernetes.io/zone"}],
            "says nothing of kubernetes.io/hostname",
        ),
    ),
    "require-several-replicas-of-serving": (
        Breach(
            "answers", f"{SERVED}.minReplicas", 1, "workerGroupSpecs is 1 in all; allowed: at least 2 workers"
        ),
        Breach("answers", f"{CONFIG}.workerGroupSpecs", [], "workerGroupSpecs is 0 in all"),
    ),
    "require-fault-tolerant-heads": (
        Breach(
            TRAIN, "spec.gcsFaultToleranceOptions", GONE, "gcsFaultToleranceOptions.redisAddress is absent"
        ),
        Breach(SERVE, f"{CONFIG}.gcsFaultToleranceOptions.redisAddress", "", "redisAddress is empty"),
    ),
    "require-kept-state-of-stateful-sets": (
        Breach(
            DATABASE, "spec.volumeClaimTemplates", [], "spec.volumeClaimTemplates is empty; allowed: a claim"
        ),
        Breach(
            "statefulset-atlas-serve-serve-logs",
            "spec.persistentVolumeClaimRetentionPolicy.whenScaled",
            "Delete",
            'whenScaled is "Delete"',
        ),
    ),
    "require-bounded-local-storage": (
        Breach(REGISTRY, f"{POD}.volumes.1.emptyDir", {}, "emptyDir.sizeLimit is absent; allowed: a size"),
        Breach(TRAIN, f"{HEAD}.volumes.0.emptyDir.sizeLimit", GONE, "emptyDir.sizeLimit is absent"),
    ),
    "require-growing-storage-classes": (
        Breach(CLASS, "allowVolumeExpansion", False, "allowVolumeExpansion is False; allowed: true"),
    ),
    "require-late-binding-of-volumes": (
        Breach(CLASS, WHOLE, {**DISKS, "volumeBindingMode": "Immediate"}, 'volumeBindingMode is "Immediate"'),
        Breach(CLASS, WHOLE, DISKS, "volumeBindingMode is absent"),
    ),
    "require-priorities-of-ray-pods": (
        Breach(TRAIN, f"{HEAD}.priorityClassName", GONE, "priorityClassName is absent"),
        Breach(SERVE, f"{SERVED}.template.spec.priorityClassName", "", "priorityClassName is empty"),
    ),
    "forbid-priorities-for-everyone": (
        Breach("priorityclass-atlas-serve", "globalDefault", True, "globalDefault is True; allowed: false"),
    ),
    "require-time-to-stop": (
        Breach(
            TRAIN,
            f"{HEAD}.terminationGracePeriodSeconds",
            5,
            "terminationGracePeriodSeconds is 5; allowed: at least 60 s",
        ),
        Breach(SERVE, f"{SERVED}.template.spec.containers.0.lifecycle", GONE, "lifecycle.preStop is absent"),
    ),
}
