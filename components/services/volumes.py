"""Encrypted volumes of the services themselves, which no store of the plan names: databases and metrics. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.contract import KubernetesPlatform, StorageDriver
from components.objects import Manifest
from components.services.isolation.drivers import ENCRYPTING, NOT_ENCRYPTING
from components.services.isolation.made_with import driver_of, driver_refusal, is_keyed
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


def needs_key(topology: Topology, platform: KubernetesPlatform, volume: ServiceVolume) -> bool:
    """Return whether the driver of a service's volumes takes their key from a Secret."""
    return is_keyed(platform, volume_class(topology, volume))


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
    driver = _driver(platform, volume_class(topology, volume), volume.part)
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
        "immutable": True,
        "stringData": {"CRYPTO_KEY_VALUE": volume.key or "", "CRYPTO_KEY_PROVIDER": "secret"},
    }
    return (key, made)


def _driver(platform: KubernetesPlatform, name: str, part: str) -> StorageDriver:
    if lost := driver_refusal(platform, name):
        raise NoEncryption(f"{part}: {lost}")
    driver = driver_of(platform, name)
    if driver is not None and driver.name in ENCRYPTING:
        return driver
    allowed = ", ".join(sorted(ENCRYPTING))
    why = (
        "the cluster has no default storage class to make an encrypted one from"
        if driver is None
        else f'"{driver.name}" does not promise encrypted volumes: '
        + NOT_ENCRYPTING.get(driver.name, "nothing is known of how its volumes are encrypted")
    )
    raise NoEncryption(
        f"{part}: {why}; make a class of one of these drivers the cluster's default: {allowed}"
    )


def _class(
    topology: Topology, volume: ServiceVolume, driver: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    annotations = {REASON: f"{ENCRYPTING[driver].how}: {volume.part}"}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": metadata(topology, volume_class(topology, volume), annotations=annotations),
        "provisioner": driver,
        "parameters": dict(parameters),
        "reclaimPolicy": "Retain" if topology.deletion_protection else "Delete",
        "allowVolumeExpansion": True,
        "volumeBindingMode": "WaitForFirstConsumer",
    }
