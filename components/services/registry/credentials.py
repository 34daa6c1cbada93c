"""Passwords of the registry, and the Secrets that carry them to those who may write it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.objects import Manifest
from components.registry_client import TRUSTED
from components.topology import pod_ports
from components.topology.model import Topology
from components.topology.places import (
    REGISTRY,
    REGISTRY_CLIENT_SECRET,
    metadata,
    namespaces_of,
    registry_namespace,
)

DATABASE_SECRET = "registry-database"  # noqa: S105 (a name)
SERVER_SECRET = "registry-server"  # noqa: S105 (a name)
SERVER = "registry"
DATABASE = "registry-database"
SERVER_PORT, DATABASE_PORT = pod_ports.REGISTRY, pod_ports.DATABASE
USER = "groundplan"


@dataclass(frozen=True, kw_only=True)
class RegistryPasswords:
    """Three random values: of the database, of the registry's one user, and what sessions are signed with."""

    database: pulumi.Input[str]
    user: pulumi.Input[str]
    signing: pulumi.Input[str]


def server_address(topology: Topology) -> str:
    """Return where the registry answers, inside the cluster."""
    return f"https://{SERVER}.{registry_namespace(topology)}.svc:{SERVER_PORT}"


def database_url(password: pulumi.Input[str], database: str) -> pulumi.Output[str]:
    """Return the address of one of the registry's databases, with its password; it is a secret.

    libpq sends nothing to whoever shows no certificate of that name by an authority in that file.
    """
    believed = f"sslmode=verify-full&sslrootcert={TRUSTED}"
    return pulumi.Output.secret(password).apply(
        lambda text: f"postgresql://{USER}:{text}@{DATABASE}:{DATABASE_PORT}/{database}?{believed}"
    )


def writers(topology: Topology) -> tuple[str, ...]:
    """Return the namespaces in which pods write the registry: of training, and where promotion runs."""
    holds = {store.name: store.holds for store in topology.stores}
    identities = {right.identity for right in topology.rights if holds[right.store] == REGISTRY} - {REGISTRY}
    return tuple(sorted({place for identity in identities for place in namespaces_of(topology, identity)}))


def secret_manifests(topology: Topology, passwords: RegistryPasswords) -> tuple[Manifest, ...]:
    """Return the Secrets of server and database, and one in each namespace that writes the registry."""
    place = registry_namespace(topology)
    if place is None:
        return ()
    ini = database_url(passwords.database, "auth").apply(
        lambda url: (
            f"[mlflow]\ndefault_permission = NO_PERMISSIONS\ndatabase_uri = {url}\nadmin_username = {USER}\n"
        )
    )
    server = {
        "MLFLOW_BACKEND_STORE_URI": database_url(passwords.database, "registry"),
        "MLFLOW_AUTH_ADMIN_USERNAME": USER,
        "MLFLOW_AUTH_ADMIN_PASSWORD": passwords.user,
        "MLFLOW_FLASK_SERVER_SECRET_KEY": passwords.signing,
    }
    client = {
        "MLFLOW_TRACKING_URI": server_address(topology),
        "MLFLOW_TRACKING_SERVER_CERT_PATH": TRUSTED,
        "MLFLOW_TRACKING_USERNAME": USER,
        "MLFLOW_TRACKING_PASSWORD": passwords.user,
        # MLflow would send its clients to the bucket of the store; only the server has a way there.
        "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "false",
        "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD": "false",
    }
    found = [
        _secret(topology, place, DATABASE_SECRET, {"password": passwords.database}),
        _secret(topology, place, SERVER_SECRET, server),
        _secret(topology, place, f"{SERVER_SECRET}-access", {"basic_auth.ini": ini}),
    ]
    return (
        *found,
        *(_secret(topology, writer, REGISTRY_CLIENT_SECRET, client) for writer in writers(topology)),
    )


def _secret(topology: Topology, place: str, name: str, values: dict) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(topology, name, namespace=place),
        "stringData": values,
    }
