"""What breaks the rules of the Ray pack about Kubernetes."""

from tests.policies.breach import GONE, Breach
from tests.policies.on_kubernetes.places import CONFIG, HEAD, RAY, SERVE, TRAIN, WORKERS

HEAD_ENV = f"{HEAD}.containers.0.env"
SERVED = f"{CONFIG}.workerGroupSpecs.0"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-token-on-kuberay-clusters": (
        Breach(
            TRAIN,
            "spec.authOptions.mode",
            "disabled",
            'spec.authOptions.mode is "disabled"; allowed: "token"',
        ),
        Breach(SERVE, f"{CONFIG}.authOptions", GONE, "authOptions.mode is absent"),
        Breach("evaluate", "spec.rayClusterSpec.authOptions", GONE, "authOptions.mode is absent"),
        Breach("weekly", "spec.jobTemplate.rayClusterSpec.authOptions.mode", "", 'authOptions.mode is ""'),
    ),
    "require-tls-between-ray-nodes": (
        Breach(TRAIN, HEAD_ENV, [], "RAY_USE_TLS is absent"),
        Breach(
            TRAIN, f"{RAY}.env", [{"name": "RAY_USE_TLS", "value": "0"}], 'RAY_USE_TLS is "0"; allowed: "1"'
        ),
        Breach(
            SERVE,
            f"{SERVED}.template.spec.containers.0.env",
            [{"name": "RAY_USE_TLS", "value": "1"}],
            "does not say RAY_TLS_CA_CERT",
        ),
        Breach("answers", f"{CONFIG}.autoscalerOptions.env", [], "RAY_USE_TLS is absent"),
    ),
    "require-tls-to-fault-tolerance": (
        Breach(
            TRAIN,
            "spec.gcsFaultToleranceOptions.redisAddress",
            "redis://store:6379",
            'redisAddress is "redis://store:6379"',
        ),
        Breach(
            SERVE, f"{CONFIG}.gcsFaultToleranceOptions.redisAddress", "store:6379", "begins with rediss://"
        ),
    ),
    "require-password-of-fault-tolerance": (
        Breach(
            TRAIN,
            "spec.gcsFaultToleranceOptions.redisPassword",
            GONE,
            "redisPassword.valueFrom.secretKeyRef is absent",
        ),
        Breach(
            SERVE,
            f"{CONFIG}.gcsFaultToleranceOptions.redisPassword",
            {"value": "simulated"},
            "is a password in plain text",
        ),
    ),
    "require-second-autoscaler": (
        Breach(TRAIN, "spec.enableInTreeAutoscaling", True, "autoscalerOptions.version is absent"),
        Breach("answers", f"{CONFIG}.autoscalerOptions.version", "v1", 'version is "v1"; allowed: "v2"'),
    ),
    "forbid-spot-heads": (
        Breach(TRAIN, f"{HEAD}.affinity", GONE, "does not keep the head off spot machines"),
        Breach(
            TRAIN,
            f"{HEAD}.nodeSelector",
            {"karpenter.sh/capacity-type": "spot"},
            'is "spot", which is a spot machine',
        ),
        Breach(
            "answers", f"{CONFIG}.headGroupSpec.template.spec.nodeSelector", {}, "does not keep the head off"
        ),
        Breach(
            SERVE,
            f"{CONFIG}.headGroupSpec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.0.matchExpressions",
            [{"key": "groundplan-capacity", "operator": "In", "values": ["on-demand", "spot"]}],
            "does not keep the head off",
        ),
        Breach(
            SERVE,
            f"{CONFIG}.headGroupSpec.template.spec.tolerations",
            [{"key": "cloud.google.com/gke-spot", "operator": "Exists"}],
            "lets the head onto tainted machines",
        ),
    ),
    "require-heads-without-work": (
        Breach(TRAIN, "spec.headGroupSpec.rayStartParams.num-cpus", "4", 'num-cpus is "4"; allowed: "0"'),
        Breach(SERVE, f"{CONFIG}.headGroupSpec.rayStartParams.num-cpus", GONE, "num-cpus is absent"),
        Breach(SERVE, f"{CONFIG}.headGroupSpec.rayStartParams.num-gpus", "1", 'num-gpus is "1"'),
    ),
    "require-equal-limits-of-ray-pods": (
        Breach(
            TRAIN,
            f"{RAY}.resources.requests.memory",
            "1Gi",
            'requests.memory is "1Gi", and the limit "103012106240"',
        ),
        Breach(
            TRAIN,
            f"{RAY}.resources.requests",
            {"cpu": "1", "memory": "103012106240", "nvidia.com/gpu": "4"},
            'nvidia.com/gpu is "4", and the limit "8"',
        ),
        Breach(
            SERVE,
            f"{CONFIG}.headGroupSpec.template.spec.containers.0.resources.limits.memory",
            GONE,
            "and the limit absent",
        ),
    ),
    "require-true-gpus-of-ray-nodes": (
        Breach(TRAIN, f"{WORKERS}.rayStartParams.num-gpus", "16", 'num-gpus is "16", and its pods have 8'),
    ),
    "require-removal-of-finished-ray-jobs": (
        Breach(
            "evaluate",
            "spec.shutdownAfterJobFinishes",
            GONE,
            "shutdownAfterJobFinishes is absent; allowed: true",
        ),
        Breach(
            "evaluate",
            "spec.ttlSecondsAfterFinished",
            86_400,
            "ttlSecondsAfterFinished is 86400; allowed: at most 3600 s",
        ),
        Breach(
            "weekly", "spec.jobTemplate.ttlSecondsAfterFinished", GONE, "ttlSecondsAfterFinished is absent"
        ),
    ),
    "require-upgrades-without-gap": (
        Breach(SERVE, "spec.upgradeStrategy.type", "None", 'upgradeStrategy.type is "None"'),
    ),
    "forbid-exposed-dashboards": (
        Breach(
            TRAIN,
            "spec.headGroupSpec.serviceType",
            "LoadBalancer",
            'serviceType is "LoadBalancer"; allowed: absent, "ClusterIP"',
        ),
        Breach(TRAIN, "spec.headGroupSpec.enableIngress", True, "enableIngress is True"),
        Breach(
            SERVE,
            f"{CONFIG}.headGroupSpec.headService",
            {"spec": {"type": "NodePort"}},
            'headService.spec.type is "NodePort"',
        ),
    ),
    "forbid-exposed-serving": (
        Breach(
            SERVE,
            "spec.serveService",
            {"spec": {"type": "LoadBalancer"}},
            'spec.serveService.spec.type is "LoadBalancer"',
        ),
    ),
    "restrict-ray-versions": (
        Breach(TRAIN, "spec.rayVersion", "2.9.3", 'rayVersion is "2.9.3"; allowed: 2.52.0 or later'),
        Breach(SERVE, f"{CONFIG}.rayVersion", "nightly", 'rayVersion is "nightly"'),
        Breach("evaluate", "spec.rayClusterSpec.rayVersion", GONE, "rayVersion is absent"),
    ),
    "forbid-usage-statistics": (
        Breach(
            TRAIN,
            f"{RAY}.env",
            [{"name": "RAY_USAGE_STATS_ENABLED", "value": "1"}],
            'RAY_USAGE_STATS_ENABLED is "1"; allowed: "0"',
        ),
        Breach(TRAIN, HEAD_ENV, GONE, "RAY_USAGE_STATS_ENABLED is absent"),
    ),
}
