"""Sound objects of Kubernetes that a user plausibly adds, and that no example declares."""

from typing import Any

from policies.judge.types_of_kubernetes import (
    CLAIM,
    CRON_JOB,
    DAEMON_SET,
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    INGRESS,
    JOB,
    NETWORK_POLICY,
    POD,
    SERVICE,
)
from tests.policies.breach import Added

IMAGE = "registry.example.com/groundplan@sha256:" + "0123456789abcdef" * 4
LABELS = {
    "groundplan-owner": "ml-platform",
    "groundplan-plan": "atlas",
    "groundplan-environment": "production",
}


def metadata(name: str, namespace: str, **labels: str) -> dict[str, Any]:
    """Return the metadata of a sound object."""
    return {"name": name, "namespace": namespace, "labels": {**LABELS, **labels}}


def container(**more: Any) -> dict[str, Any]:
    resources = {"cpu": "1", "memory": "1Gi"}
    return {
        "name": "main",
        "image": IMAGE,
        "env": [{"name": "HOME", "value": "/tmp"}],
        "resources": {"requests": resources, "limits": resources},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
        **more,
    }


def pod(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the specification of a sound pod."""
    return {
        "automountServiceAccountToken": False,
        # The containers say nothing of these, and inherit them.
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": list(containers or (container(),)),
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}],
        **more,
    }


def template(spec: dict[str, Any], **labels: str) -> dict[str, Any]:
    """Return a template of pods."""
    return {"metadata": {"labels": labels}, "spec": spec}


SPREAD = [
    {"topologyKey": key, "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}
    for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
]
JOB_SPEC = {
    "activeDeadlineSeconds": 3600,
    "ttlSecondsAfterFinished": 600,
    "template": template(pod()),
}
PROMOTION = template(
    pod(
        volumes=[{"name": "models", "persistentVolumeClaim": {"claimName": "store-models"}}],
    ),
    **{"groundplan-role": "promotion"},
)
PROBES = {"readinessProbe": {"exec": {"command": ["true"]}}, "livenessProbe": {"exec": {"command": ["true"]}}}
GATEWAY = {
    "replicas": 2,
    "template": template(
        pod(
            container(**PROBES),
            topologySpreadConstraints=SPREAD,
        ),
        app="gateway",
    ),
}

ADDED = (
    Added(type=POD, name="shell", inputs={"metadata": metadata("shell", "atlas-train"), "spec": pod()}),
    Added(type=JOB, name="clean", inputs={"metadata": metadata("clean", "atlas-train"), "spec": JOB_SPEC}),
    Added(
        type=JOB,
        name="promotion",
        inputs={
            "metadata": metadata("promotion", "atlas-serve"),
            "spec": {**JOB_SPEC, "template": PROMOTION},
        },
    ),
    Added(
        type=CRON_JOB,
        name="nightly",
        inputs={
            "metadata": metadata("nightly", "atlas-train"),
            "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": JOB_SPEC}},
        },
    ),
    Added(
        type=DAEMON_SET,
        name="agent",
        inputs={
            "metadata": metadata("agent", "atlas-observability"),
            "spec": {"template": template(pod(container(**PROBES)))},
        },
    ),
    # What drives the GPUs of a node needs it, and is exempt by its name.
    Added(
        type=DAEMON_SET,
        name="driver",
        inputs={
            "metadata": metadata("nvidia-driver-daemonset", "gpu-operator"),
            "spec": {
                "template": template(
                    {
                        "automountServiceAccountToken": False,
                        "hostPID": True,
                        "containers": [
                            {
                                "name": "driver",
                                "image": IMAGE,
                                "securityContext": {"privileged": True},
                            }
                        ],
                    }
                )
            },
        },
    ),
    Added(
        type=DEPLOYMENT,
        name="gateway",
        inputs={"metadata": metadata("gateway", "atlas-serve"), "spec": GATEWAY},
    ),
    Added(
        type=DISRUPTION_BUDGET,
        name="gateway-budget",
        inputs={
            "metadata": metadata("gateway", "atlas-serve"),
            "spec": {
                "maxUnavailable": 1,
                "selector": {"matchLabels": {"app": "gateway"}},
                "unhealthyPodEvictionPolicy": "AlwaysAllow",
            },
        },
    ),
    Added(
        type=INGRESS,
        name="entrance",
        inputs={
            "metadata": metadata("entrance", "atlas-serve"),
            "spec": {"tls": [{"hosts": ["models.example.com"], "secretName": "entrance"}], "rules": []},
        },
    ),
    Added(
        type=SERVICE,
        name="gateway-service",
        inputs={"metadata": metadata("gateway", "atlas-serve"), "spec": {"selector": {"app": "gateway"}}},
    ),
    Added(
        type=NETWORK_POLICY,
        name="gateway-policy",
        inputs={
            "metadata": metadata("gateway", "atlas-serve"),
            "spec": {
                "podSelector": {"matchLabels": {"app": "gateway"}},
                "policyTypes": ["Ingress"],
                "ingress": [
                    {"from": [{"ipBlock": {"cidr": "2001:db8::/64"}}], "ports": [{"port": 8443}]},
                ],
            },
        },
    ),
    Added(
        type=NETWORK_POLICY,
        name="scaling-policy",
        inputs={
            "metadata": metadata("scaling", "atlas-train"),
            "spec": {
                "podSelector": {"matchLabels": {"app": "scaling"}},
                "policyTypes": ["Egress"],
                "egress": [{"ports": [{"port": 6443, "protocol": "TCP"}]}],
            },
        },
    ),
    Added(
        type=CLAIM,
        name="answers-cache",
        inputs={
            "metadata": metadata("cache", "atlas-serve", **{"groundplan-holds": "models"}),
            "spec": {"resources": {"requests": {"storage": "1Ti"}}},
        },
    ),
    Added(
        type=CLAIM,
        name="scratch",
        inputs={
            "metadata": metadata("scratch", "atlas-train"),
            "spec": {"resources": {"requests": {"storage": "1Ti"}}},
        },
    ),
)
