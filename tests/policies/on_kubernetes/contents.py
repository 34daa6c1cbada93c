"""What breaks the rules about what pods run and what they get: images, secrets, tokens and mounts."""

from tests.policies.breach import GONE, Breach
from tests.policies.on_kubernetes.places import CONFIG, HEAD, KUEUE, ONE, POD, RAY, REGISTRY, SERVE, TRAIN

SERVED = f"{CONFIG}.workerGroupSpecs.0.template.spec"

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-image-digests": (
        Breach(
            REGISTRY,
            f"{ONE}.image",
            "ghcr.io/mlflow/mlflow:v3",
            'image is "ghcr.io/mlflow/mlflow:v3"; allowed: one with its digest',
        ),
        Breach(
            TRAIN,
            f"{RAY}.image",
            "registry.example.com/x@placeholder-your-image-digest",
            "allowed: one with its digest",
        ),
        Breach(SERVE, f"{SERVED}.containers.0.image", "x@sha256:" + "0" * 64, "allowed: one with its digest"),
        Breach("driver", f"{ONE}.image", "nvcr.io/nvidia/driver:580", "allowed: one with its digest"),
        Breach(
            "answers",
            f"{CONFIG}.autoscalerOptions.image",
            "registry.example.com/x:latest",
            "autoscalerOptions.image is",
        ),
    ),
    "restrict-image-registries": (
        Breach(
            REGISTRY,
            f"{ONE}.image",
            "docker.io/somebody/miner:1",
            'image is "docker.io/somebody/miner:1"; allowed: from',
        ),
        Breach(TRAIN, f"{RAY}.image", "ubuntu:24.04", 'image is "ubuntu:24.04"'),
        Breach("driver", f"{ONE}.image", "docker.io/somebody/miner:1", "allowed: from"),
        Breach(
            REGISTRY, f"{ONE}.image", "quay.io/prometheus-evil/agent@sha256:" + "1b" * 32, "allowed: from"
        ),
    ),
    "forbid-secrets-in-environments": (
        Breach(
            REGISTRY,
            f"{ONE}.env.0",
            {"name": "DB_PASSWORD", "value": "simulated"},
            'env[0] ("DB_PASSWORD") holds a secret',
        ),
        Breach(TRAIN, f"{RAY}.env.0.value", "AKIAIOSFODNN7EXAMPLE", "holds a secret in plain text"),
        Breach(
            REGISTRY,
            f"{ONE}.args.0",
            "--db=postgres://u:simulated@db/x",
            "args[0] holds a secret in plain text",
        ),
    ),
    "forbid-default-namespace": (
        Breach(REGISTRY, "metadata.namespace", "default", 'metadata.namespace is "default"'),
        Breach(TRAIN, "metadata.namespace", GONE, "metadata.namespace is absent"),
    ),
    "forbid-unused-tokens-in-pods": (
        Breach(
            REGISTRY,
            f"{POD}.automountServiceAccountToken",
            GONE,
            'gives the service account "default" a right',
        ),
        Breach(
            TRAIN, f"{HEAD}.automountServiceAccountToken", True, 'gives the service account "train" a right'
        ),
        Breach(KUEUE, f"{POD}.serviceAccountName", "another", 'gives the service account "another" a right'),
    ),
    "restrict-mounts-of-serving": (
        Breach(
            SERVE,
            f"{SERVED}.volumes.8.persistentVolumeClaim.claimName",
            "store-datasets",
            'claimName is "store-datasets"',
        ),
        Breach(
            SERVE,
            f"{SERVED}.volumes.8.persistentVolumeClaim.readOnly",
            False,
            "readOnly is False; allowed beside serving: true",
        ),
        Breach(
            "promotion",
            "spec.template.metadata.labels",
            {},
            "readOnly is absent; allowed beside serving: true",
        ),
        Breach(TRAIN, "metadata.namespace", "atlas-serve", 'claimName is "store-checkpoints"'),
        Breach(
            SERVE,
            f"{SERVED}.volumes.0",
            {
                "name": "x",
                "csi": {"driver": "gcsfuse.csi.storage.gke.io", "volumeAttributes": {"bucketName": "data"}},
            },
            'csi.driver is "gcsfuse.csi.storage.gke.io"; allowed beside serving: the claim "store-models"',
        ),
        Breach(
            "gateway",
            f"{POD}.volumes.0",
            {
                "name": "x",
                "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "atlas-store-datasets"}}},
            },
            "volumes[0].ephemeral is a claim of its own; allowed beside serving",
        ),
    ),
    "require-strict-secret-files": (
        Breach(REGISTRY, f"{POD}.volumes.0.secret.defaultMode", 0o644, "secret.defaultMode is 0644"),
        Breach(TRAIN, f"{HEAD}.volumes.4.secret.defaultMode", GONE, "secret.defaultMode is 0644"),
    ),
}
