"""The registry's server: MLflow, which hands models through so that nobody else needs the keys of the store. Pure.

Who may reach it say the network policies; who may use it, its one user's password. It speaks TLS alone, and so do
those it asks (docs/explanation/protection.md).
"""

from __future__ import annotations

from typing import Any

import pulumi

from components import registry_client
from components.containers import READABLE_BY_GROUP, SECURITY, mount, pod_security, scratch
from components.images import image
from components.mounted_stores import REGION, URI
from components.objects import Manifest
from components.services.beside_pools import beside_pools
from components.services.bundle_items import REGISTRY_IMAGE
from components.services.registry.credentials import SERVER, SERVER_PORT, SERVER_SECRET
from components.services.registry.encryption import (
    CERTIFICATE,
    KEY,
    authority_mark,
    certificate_mount,
    certificate_volume,
    server_names,
)
from components.services.registry.providers import ADDRESSES
from components.topology.labels import ROLE
from components.topology.model import Store, Topology
from components.topology.places import (
    REGISTRY,
    identity_labels,
    labels_below,
    metadata,
    registry_namespace,
    store_object_name,
)

UID = 10001
"""Any user but root; the image names none."""
WORKERS = 2
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For clients of TLS 1.2, uvicorn's own words allow CBC with SHA-1; TLS 1.3 has none that would have to be named."""
MODELS = "/models"
ACCESS = "/etc/registry"
ADDRESS = "REGISTRY_ADDRESS"
"""The variable with the place of a bucket that opens by identity."""
RESOURCES = {"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"cpu": "2", "memory": "2Gi"}}
"""A worker with MLflow and a database's pool holds 0.5 GiB; models pass through in pieces."""


def registry_store(topology: Topology) -> Store | None:
    """Return the store of the registry, if the plan has one."""
    return next((store for store in topology.stores if store.holds == REGISTRY), None)


def server_manifests(
    topology: Topology, fingerprint: pulumi.Input[str] | None = None
) -> tuple[Manifest, ...]:
    """Return the server's Deployment and Service; none where there is no registry.

    `fingerprint` is that of the authority that signed its certificate.
    """
    place, store = registry_namespace(topology), registry_store(topology)
    if place is None or store is None:
        return ()
    pods = {ROLE: REGISTRY}
    who = identity_labels(topology) if store.opens_by_identity else {}
    return (
        _service(topology, place, pods),
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata(topology, SERVER, namespace=place),
            "spec": {
                "replicas": 1,
                "strategy": {
                    "type": "Recreate"
                },  # a volume is one pod's, and a new version migrates the database
                "selector": {"matchLabels": pods},
                "template": {
                    "metadata": {
                        "labels": {**labels_below(topology), **pods, **who},
                        "annotations": authority_mark(fingerprint),
                    },
                    "spec": _pod(topology, store),
                },
            },
        },
    )


def _service(topology: Topology, place: str, pods: dict[str, str]) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(topology, SERVER, namespace=place),
        "spec": {
            "type": "ClusterIP",
            "selector": pods,
            "ports": [{"name": "https", "port": SERVER_PORT, "targetPort": "https"}],
        },
    }


def _pod(topology: Topology, store: Store) -> dict[str, Any]:
    health = {"httpGet": {"path": "/health", "port": "https", "scheme": "HTTPS"}}
    mounted = store.kind != "object"
    return {
        "automountServiceAccountToken": False,
        **({"serviceAccountName": REGISTRY} if store.opens_by_identity else {}),
        "securityContext": pod_security(UID),
        "affinity": beside_pools(),
        "containers": [
            {
                "name": "mlflow",
                "image": image(REGISTRY_IMAGE),
                "imagePullPolicy": "IfNotPresent",
                "command": ["mlflow"],
                "args": _arguments(store),
                "ports": [{"name": "https", "containerPort": SERVER_PORT}],
                "env": [*_environment(topology), *_storage_environment(store)],
                "envFrom": _sources(store),
                "resources": RESOURCES,
                "securityContext": SECURITY,
                "startupProbe": {**health, "periodSeconds": 5, "failureThreshold": 60},
                "readinessProbe": {**health, "periodSeconds": 10},
                "livenessProbe": {**health, "periodSeconds": 30, "failureThreshold": 5},
                "volumeMounts": [
                    mount("access", ACCESS, read_only=True),
                    mount("temporary", "/tmp"),  # noqa: S108 (the container's own)
                    certificate_mount(),
                    registry_client.mount(),
                    *([mount("models", MODELS)] if mounted else []),
                ],
            }
        ],
        "volumes": _volumes(store if mounted else None),
    }


def _volumes(mounted: Store | None) -> list[dict[str, Any]]:
    access = {"secretName": f"{SERVER_SECRET}-access", "defaultMode": READABLE_BY_GROUP}
    found = [
        {"name": "access", "secret": access},
        scratch("temporary", "10Gi"),
        certificate_volume(SERVER),
        registry_client.volume(),
    ]
    if mounted is not None:
        claim = {"claimName": store_object_name(mounted.name)}
        found.append({"name": "models", "persistentVolumeClaim": claim})
    return found


def _arguments(store: Store) -> list[str]:
    destination = f"s3://{store.name}" if store.kind == "object" else MODELS
    if store.opens_by_identity:
        destination = f"$({ADDRESS})"
    return [
        "server",
        *("--host", "0.0.0.0", "--port", str(SERVER_PORT)),  # noqa: S104 (of its pod; policies say who reaches it)
        *("--workers", str(WORKERS), "--app-name", "basic-auth"),
        *("--uvicorn-opts", f"--ssl-certfile {CERTIFICATE} --ssl-keyfile {KEY} --ssl-ciphers {CIPHERS}"),
        *("--serve-artifacts", "--artifacts-destination", destination),
    ]


def _environment(topology: Topology) -> list[dict[str, str]]:
    allowed = ",".join(f"{host}:{SERVER_PORT}" for host in (*server_names(topology), *ADDRESSES))
    return [
        {"name": "HOME", "value": "/tmp"},  # noqa: S108 (the container's own)
        {"name": "MLFLOW_AUTH_CONFIG_PATH", "value": f"{ACCESS}/basic_auth.ini"},
        {"name": "MLFLOW_SERVER_ALLOWED_HOSTS", "value": allowed},
        # Those of MLflow's server would ask it by plain HTTP, and nobody here starts one.
        {"name": "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "value": "false"},
    ]


def _storage_environment(store: Store) -> list[dict[str, Any]]:
    """Let the server's S3 client send a checksum only where S3 demands one: since boto3 1.36 it adds one to the end of
    every upload, which many services do not understand. Promotion compares the SHA-256 of every file anyway.
    """
    if store.kind != "object":
        return []
    if store.opens_by_identity:
        said = {"name": store_object_name(store.name), "optional": False}
        of_service = {**said, "key": REGION, "optional": True}
        return [
            {"name": ADDRESS, "valueFrom": {"configMapKeyRef": {**said, "key": URI}}},
            {"name": "AWS_DEFAULT_REGION", "valueFrom": {"configMapKeyRef": of_service}},
        ]
    checksums = ("AWS_REQUEST_CHECKSUM_CALCULATION", "AWS_RESPONSE_CHECKSUM_VALIDATION")
    return [{"name": name, "value": "when_required"} for name in checksums]


def _sources(store: Store) -> list[dict[str, Any]]:
    keyed = store.kind == "object" and not store.opens_by_identity
    keys = [{"secretRef": {"name": store_object_name(store.name)}}] if keyed else []
    return [{"secretRef": {"name": SERVER_SECRET}}, *keys]
