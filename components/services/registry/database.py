"""The registry's database: one PostgreSQL on an encrypted volume of its own. Pure.

It is one pod: when its node goes, the registry waits until the volume is attached elsewhere. Its backup is a dump,
`kubectl exec registry-database-0 -- pg_dumpall -U groundplan`; the annotation says so to whoever looks at it.
"""

from __future__ import annotations

from typing import Any

from components.containers import READABLE_BY_GROUP, SECURITY, pod_security
from components.images import image
from components.objects import Manifest
from components.services.beside_pools import beside_pools
from components.services.bundle_items import DATABASE_IMAGE
from components.services.registry.credentials import DATABASE, DATABASE_PORT, DATABASE_SECRET, USER
from components.services.volumes import ServiceVolume, volume_class
from components.topology.labels import ROLE
from components.topology.model import Topology
from components.topology.places import REGISTRY_DATABASE, labels_below, metadata, registry_namespace

POSTGRES_UID = 999
"""The user of the official image."""
VOLUME = "20Gi"
"""Metrics and parameters, not models: MLflow keeps some 200 bytes a metric, so this is 100 million of them."""
RESOURCES = {"requests": {"cpu": "250m", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "1Gi"}}
BACKUP = "kubectl exec -n {place} registry-database-0 -- pg_dumpall -U groundplan > registry.sql"
INITIAL = "registry-database-initial"
SECRETS = "/etc/registry-database"


def volume_of(topology: Topology, key: Any = None) -> ServiceVolume:
    """Return what the volume of the database is."""
    return ServiceVolume(part="registry-database", namespace=registry_namespace(topology) or "", key=key)


def database_manifests(topology: Topology) -> tuple[Manifest, ...]:
    """Return the database: its first databases, its Service and its StatefulSet; none where there is no registry."""
    place = registry_namespace(topology)
    if place is None:
        return ()
    pods = {ROLE: REGISTRY_DATABASE}
    return (
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(topology, INITIAL, namespace=place),
            "data": {"auth.sql": "CREATE DATABASE auth;\n"},
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata(topology, DATABASE, namespace=place),
            "spec": {
                "clusterIP": "None",
                "selector": pods,
                "ports": [{"name": "postgres", "port": DATABASE_PORT, "targetPort": "postgres"}],
            },
        },
        _stateful_set(topology, place, pods),
    )


def _stateful_set(topology: Topology, place: str, pods: dict[str, str]) -> Manifest:
    annotations = {"groundplan-backup": BACKUP.format(place=place)}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": metadata(topology, DATABASE, namespace=place, annotations=annotations),
        "spec": {
            "serviceName": DATABASE,
            "replicas": 1,
            "selector": {"matchLabels": pods},
            "template": {
                "metadata": {"labels": {**labels_below(topology), **pods}},
                "spec": {**_pod(), "affinity": beside_pools()},
            },
            "volumeClaimTemplates": [_claim(topology)],
        },
    }


def _pod() -> dict[str, Any]:
    ready = {"exec": {"command": ["pg_isready", "--username", USER, "--dbname", "registry"]}}
    return {
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 60,
        "securityContext": pod_security(POSTGRES_UID),
        "containers": [
            {
                "name": "postgres",
                "image": image(DATABASE_IMAGE),
                "imagePullPolicy": "IfNotPresent",
                "ports": [{"name": "postgres", "containerPort": DATABASE_PORT}],
                "env": [
                    {"name": "POSTGRES_USER", "value": USER},
                    {"name": "POSTGRES_DB", "value": "registry"},
                    {"name": "POSTGRES_PASSWORD_FILE", "value": f"{SECRETS}/password"},
                    {"name": "POSTGRES_INITDB_ARGS", "value": "--auth-host=scram-sha-256 --data-checksums"},
                    {"name": "PGDATA", "value": "/var/lib/postgresql/data/pgdata"},
                ],
                "resources": RESOURCES,
                "securityContext": SECURITY,
                "startupProbe": {**ready, "periodSeconds": 5, "failureThreshold": 60},
                "readinessProbe": {**ready, "periodSeconds": 10},
                "livenessProbe": {**ready, "periodSeconds": 30, "failureThreshold": 5},
                "volumeMounts": [
                    {"name": "data", "mountPath": "/var/lib/postgresql/data"},
                    {"name": "password", "mountPath": SECRETS, "readOnly": True},
                    {"name": "initial", "mountPath": "/docker-entrypoint-initdb.d", "readOnly": True},
                    {"name": "run", "mountPath": "/var/run/postgresql"},
                    {"name": "temporary", "mountPath": "/tmp"},  # noqa: S108 (the container's own)
                ],
            }
        ],
        "volumes": [
            {"name": "password", "secret": {"secretName": DATABASE_SECRET, "defaultMode": READABLE_BY_GROUP}},
            {"name": "initial", "configMap": {"name": INITIAL}},
            {"name": "run", "emptyDir": {"medium": "Memory", "sizeLimit": "16Mi"}},
            {"name": "temporary", "emptyDir": {"sizeLimit": "1Gi"}},
        ],
    }


def _claim(topology: Topology) -> dict[str, Any]:
    return {
        "metadata": {"name": "data", "labels": labels_below(topology)},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": volume_class(topology, volume_of(topology)),
            "resources": {"requests": {"storage": VOLUME}},
        },
    }
