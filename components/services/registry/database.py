"""The registry's database: one PostgreSQL on an encrypted volume of its own. Pure.

It is one pod: when its node goes, the registry waits until the volume is attached elsewhere. Its backup is a dump,
`kubectl exec registry-database-0 -- pg_dumpall -U groundplan`; the annotation says so to whoever looks at it.
"""

from __future__ import annotations

from typing import Any

import pulumi

from components.containers import READABLE_BY_GROUP, SECURITY, mount, pod_security, scratch
from components.images import image
from components.objects import Manifest
from components.services.beside_pools import beside_pools
from components.services.bundle_items import DATABASE_IMAGE
from components.services.registry.credentials import DATABASE, DATABASE_PORT, DATABASE_SECRET, USER
from components.services.registry.encryption import (
    CERTIFICATE,
    KEY,
    authority_mark,
    certificate_mount,
    certificate_volume,
)
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
ACCESS = "registry-database-access"
ACCESS_FOLDER = "/etc/registry-database-access"
ACCESS_FILE = "pg_hba.conf"
WHO_MAY = f"""\
# The pod's own socket, which nobody but its one container sees; a backup is made through it.
local all all trust
# Everybody else: by TLS, with the password, to the two databases that MLflow has. Nothing is sent in the clear.
hostssl registry,auth {USER} all scram-sha-256
"""
SETTINGS = {
    "ssl": "on",
    "ssl_cert_file": CERTIFICATE,
    "ssl_key_file": KEY,
    "ssl_min_protocol_version": "TLSv1.3",
    "hba_file": f"{ACCESS_FOLDER}/{ACCESS_FILE}",
}
"""As arguments: they hold for a database that was made before as well."""


def volume_of(topology: Topology, key: Any = None) -> ServiceVolume:
    """Return what the volume of the database is."""
    return ServiceVolume(part="registry-database", namespace=registry_namespace(topology) or "", key=key)


def database_manifests(
    topology: Topology, fingerprint: pulumi.Input[str] | None = None
) -> tuple[Manifest, ...]:
    """Return the database: its first databases, who may in, its Service and its StatefulSet.

    None where there is no registry. `fingerprint` is that of the authority that signed its certificate.
    """
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
            "kind": "ConfigMap",
            "metadata": metadata(topology, ACCESS, namespace=place),
            "data": {ACCESS_FILE: WHO_MAY},
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
        _stateful_set(topology, place, pods, fingerprint),
    )


def _stateful_set(
    topology: Topology, place: str, pods: dict[str, str], fingerprint: pulumi.Input[str] | None
) -> Manifest:
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
                "metadata": {
                    "labels": {**labels_below(topology), **pods},
                    "annotations": authority_mark(fingerprint),
                },
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
                "args": [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")],
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
                "volumeMounts": _mounts(),
            }
        ],
        "volumes": _volumes(),
    }


def _mounts() -> list[dict[str, Any]]:
    return [
        mount("data", "/var/lib/postgresql/data"),
        mount("password", SECRETS, read_only=True),
        mount("initial", "/docker-entrypoint-initdb.d", read_only=True),
        mount("run", "/var/run/postgresql"),
        mount("temporary", "/tmp"),  # noqa: S108 (the container's own)
        mount("access", ACCESS_FOLDER, read_only=True),
        certificate_mount(),
    ]


def _volumes() -> list[dict[str, Any]]:
    return [
        {"name": "password", "secret": {"secretName": DATABASE_SECRET, "defaultMode": READABLE_BY_GROUP}},
        {"name": "initial", "configMap": {"name": INITIAL}},
        scratch("run", "16Mi", memory=True),
        scratch("temporary", "1Gi"),
        {"name": "access", "configMap": {"name": ACCESS}},
        certificate_volume(DATABASE),
    ]


def _claim(topology: Topology) -> dict[str, Any]:
    return {
        "metadata": {"name": "data", "labels": labels_below(topology)},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": volume_class(topology, volume_of(topology)),
            "resources": {"requests": {"storage": VOLUME}},
        },
    }
