"""TLS of the registry's server and database: their names, their certificates, and who is told whom to believe. Pure.

Both are known by the names of their Services, so `up` makes their certificates and no pod has a key that signs. Whoever
asks them compares certificate and name: training and promotion the server's, the server its database's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.containers import READABLE_BY_GROUP, mount
from components.objects import Manifest
from components.registry_client import TRUSTED_FILE
from components.services.registry.credentials import DATABASE, SERVER, writers
from components.topology.model import Topology
from components.topology.places import REGISTRY_TRUSTED, metadata, registry_namespace

CERTIFICATE_SECRET = "registry-certificate-{of}"  # noqa: S105 (a name)
FOLDER = "/groundplan/tls"
CERTIFICATE, KEY = f"{FOLDER}/tls.crt", f"{FOLDER}/tls.key"
VOLUME = "tls"
FORWARDED = "localhost"
"""What a port-forward is called where it is opened."""


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """The certificates that are trusted, those of server and database with their keys, and the mark of who signed."""

    trusted: pulumi.Input[str]
    server: pulumi.Input[str]
    server_key: pulumi.Input[str]
    database: pulumi.Input[str]
    database_key: pulumi.Input[str]
    fingerprint: pulumi.Input[str]


def server_names(topology: Topology) -> tuple[str, ...]:
    """Return the names that the server is called by."""
    return _names(topology, SERVER)


def database_names(topology: Topology) -> tuple[str, ...]:
    """Return the names that the database is called by."""
    return _names(topology, DATABASE)


def _names(topology: Topology, service: str) -> tuple[str, ...]:
    place = registry_namespace(topology)
    if place is None:
        return ()
    below = (f"{service}.{place}", f"{service}.{place}.svc", f"{service}.{place}.svc.cluster.local")
    return (FORWARDED, service, *below)


def certificate_manifests(topology: Topology, certificates: Certificates) -> tuple[Manifest, ...]:
    """Return the Secrets with the certificates of server and database; none where there is no registry."""
    place = registry_namespace(topology)
    if place is None:
        return ()
    pairs = {
        SERVER: (certificates.server, certificates.server_key),
        DATABASE: (certificates.database, certificates.database_key),
    }
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata(topology, certificate_secret(of), namespace=place),
            "stringData": {"tls.crt": certificate, "tls.key": key},
        }
        for of, (certificate, key) in pairs.items()
    )


def trusted_manifests(topology: Topology, certificates: Certificates) -> tuple[Manifest, ...]:
    """Return the ConfigMaps that tell whom to believe: where the server asks its database, and where it is asked."""
    place = registry_namespace(topology)
    places = () if place is None else (place, *writers(topology))
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(topology, REGISTRY_TRUSTED, namespace=each),
            "data": {TRUSTED_FILE: certificates.trusted},
        }
        for each in places
    )


def certificate_secret(of: str) -> str:
    """Return the name of the Secret with a certificate and its key."""
    return CERTIFICATE_SECRET.format(of="server" if of == SERVER else "database")


def certificate_volume(of: str) -> dict[str, Any]:
    """Return the volume with a certificate and its key; PostgreSQL refuses a key that others could read."""
    return {
        "name": VOLUME,
        "secret": {"secretName": certificate_secret(of), "defaultMode": READABLE_BY_GROUP},
    }


def certificate_mount() -> dict[str, Any]:
    """Return where a container sees them."""
    return mount(VOLUME, FOLDER, read_only=True)


def authority_mark(fingerprint: pulumi.Input[str] | None) -> Mapping[str, Any]:
    """Return the annotation by which a pod is made anew when another authority signs: both read files once."""
    return {} if fingerprint is None else {"groundplan/authority": fingerprint}
