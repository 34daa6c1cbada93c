"""Encrypted volumes of the services themselves, which no store of the plan names: databases and metrics. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.isolation.drivers import ENCRYPTING, NOT_ENCRYPTING
from components.services.isolation.storage import KEY_SECRETS, NoEncryption
from components.topology.model import Topology
from components.topology.names import bounded
from components.topology.places import REASON, metadata


@dataclass(frozen=True, kw_only=True)
class ServiceVolume:
    """What a service's volumes are for, in which namespace they are, and their key for drivers that want one."""

    part: str
    namespace: str
    key: pulumi.Input[str] | None = None


def volume_class(topology: Topology, volume: ServiceVolume) -> str:
    """Return the name of the class of a service's volumes; classes have no namespace."""
    return bounded(f"{topology.name}-{volume.part}")


def needs_key(platform: KubernetesPlatform) -> bool:
    """Return whether the cluster's driver takes the key of each volume from a Secret."""
    known = ENCRYPTING.get(platform.storage.name) if platform.storage else None
    return known is not None and known.keyed


def volume_refusals(topology: Topology, platform: KubernetesPlatform, volume: ServiceVolume) -> list[str]:
    """Return a sentence where the volumes of a service could not be encrypted."""
    try:
        volume_manifests(topology, platform, volume)
    except NoEncryption as refused:
        return [str(refused)]
    return []


def volume_manifests(
    topology: Topology, platform: KubernetesPlatform, volume: ServiceVolume
) -> tuple[Manifest, ...]:
    """Return the class of a service's volumes, and the Secret with their key if they need one. Raises NoEncryption."""
    driver = platform.storage
    allowed = ", ".join(sorted(ENCRYPTING))
    if driver is None or driver.name not in ENCRYPTING:
        why = (
            "the cluster has no default storage class to make an encrypted one from"
            if driver is None
            else f'"{driver.name}" does not promise encrypted volumes: '
            + NOT_ENCRYPTING.get(driver.name, "nothing is known of how its volumes are encrypted")
        )
        raise NoEncryption(
            f"{volume.part}: {why}; make a class of one of these drivers the cluster's default: {allowed}"
        )
    known = ENCRYPTING[driver.name]
    made = _class(topology, volume, driver.name, {**driver.parameters, **known.parameters})
    if not known.keyed:
        return (made,)
    secret = f"key-{volume.part}"
    place = {"name": secret, "namespace": volume.namespace}
    made["parameters"] |= {
        f"csi.storage.k8s.io/{call}-secret-{field}": value
        for call in KEY_SECRETS
        for field, value in place.items()
    }
    key = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(topology, secret, namespace=volume.namespace),
        "stringData": {"CRYPTO_KEY_VALUE": volume.key or "", "CRYPTO_KEY_PROVIDER": "secret"},
    }
    return (key, made)


def _class(topology: Topology, volume: ServiceVolume, driver: str, parameters: dict[str, str]) -> dict:
    annotations = {REASON: f"{ENCRYPTING[driver].how}: {volume.part}"}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": metadata(topology, volume_class(topology, volume), annotations=annotations),
        "provisioner": driver,
        "parameters": parameters,
        "reclaimPolicy": "Retain" if topology.deletion_protection else "Delete",
        "allowVolumeExpansion": True,
        "volumeBindingMode": "WaitForFirstConsumer",
    }
