"""Sound objects of KubeRay that a user plausibly adds: a service in production that grows, and jobs."""

from typing import Any

from policies.judge.types_of_aws import NODE_GROUP
from policies.judge.types_of_kubernetes import GPU, RAY_CLUSTER, RAY_CRON_JOB, RAY_JOB, RAY_SERVICE
from tests.policies.breach import Added
from tests.policies.on_kubernetes.added import SPREAD, container, metadata, pod, template


def _ray_pod(role: str, gpus: int = 0, **more: Any) -> dict[str, Any]:
    size = {"cpu": "4", "memory": "16Gi"} | ({GPU: str(gpus)} if gpus else {})
    environment = {
        "RAY_USE_TLS": "1",
        "RAY_TLS_SERVER_CERT": "/tls/tls.crt",
        "RAY_TLS_SERVER_KEY": "/tls/tls.key",
        "RAY_TLS_CA_CERT": "/tls/ca.crt",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    ray = container(
        name=f"ray-{role}",
        env=[{"name": name, "value": value} for name, value in environment.items()],
        resources={"requests": size, "limits": size},
        lifecycle={"preStop": {"exec": {"command": ["ray", "stop"]}}},
        readinessProbe={"httpGet": {"path": "/-/healthz", "port": 8000}},
    )
    return pod(ray, priorityClassName="atlas-serve", terminationGracePeriodSeconds=120, **more)


def _ray(gpus: int = 0, least: int = 2, cluster: str = "serve") -> dict[str, Any]:
    """Return a cluster whose head is kept off spot machines by its selector, and whose workers grow."""
    head = _ray_pod("head", nodeSelector={"groundplan-capacity": "on-demand"})
    autoscaler = container(env=head["containers"][0]["env"])
    return {
        "rayVersion": "2.60.0",
        "authOptions": {"mode": "token"},
        "enableInTreeAutoscaling": True,
        "autoscalerOptions": {"version": "v2", "idleTimeoutSeconds": 300, **autoscaler},
        "headGroupSpec": {
            "rayStartParams": {"num-cpus": "0"},
            "template": template(head, **{"groundplan-cluster": cluster}),
        },
        "workerGroupSpecs": [
            {
                "groupName": "replicas",
                "minReplicas": least,
                "maxReplicas": 4,
                "idleTimeoutSeconds": 300,
                "rayStartParams": {},
                "template": template(_ray_pod("worker", gpus, topologySpreadConstraints=SPREAD)),
            }
        ],
    }


def _ray_job() -> dict[str, Any]:
    return {
        "entrypoint": "python -m evaluate",
        "shutdownAfterJobFinishes": True,
        "ttlSecondsAfterFinished": 600,
        "activeDeadlineSeconds": 86_400,
        "rayClusterSpec": _ray(gpus=8),
        "submitterPodTemplate": template(pod()),
    }


QUEUE = {"kueue.x-k8s.io/queue-name": "research"}
REDIS = {
    "redisAddress": "rediss://store.atlas-serve.svc:6379",
    "redisPassword": {"valueFrom": {"secretKeyRef": {"name": "store", "key": "password"}}},
}
SERVING = {
    "upgradeStrategy": {"type": "NewCluster"},
    "rayClusterConfig": {**_ray(), "gcsFaultToleranceOptions": REDIS},
}
TRIAL = {**_ray(gpus=8, least=0, cluster="train"), "gcsFaultToleranceOptions": REDIS}
DEVELOPMENT = {"groundplan-environment": "development", **QUEUE}
ADDED = (
    # That the machines below the clusters are rented is told by those that the stack makes.
    Added(type=NODE_GROUP, name="rented", inputs={"scalingConfig": {"minSize": 0}}),
    Added(
        type=RAY_CLUSTER,
        name="trial",
        inputs={"metadata": metadata("trial", "atlas-train", **DEVELOPMENT), "spec": TRIAL},
    ),
    Added(
        type=RAY_SERVICE,
        name="answers",
        inputs={"metadata": metadata("answers", "atlas-serve"), "spec": SERVING},
    ),
    Added(
        type=RAY_JOB,
        name="evaluate",
        inputs={"metadata": metadata("evaluate", "atlas-train", **QUEUE), "spec": _ray_job()},
    ),
    Added(
        type=RAY_JOB,
        name="on-standing-cluster",
        inputs={
            "metadata": metadata("on-standing-cluster", "atlas-train"),
            "spec": {"clusterSelector": {"ray.io/cluster": "train"}, "activeDeadlineSeconds": 600},
        },
    ),
    Added(
        type=RAY_CRON_JOB,
        name="weekly",
        inputs={
            "metadata": metadata("weekly", "atlas-train"),
            "spec": {"schedule": "0 3 * * 0", "jobTemplate": _ray_job()},
        },
    ),
)
