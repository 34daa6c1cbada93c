"""Classes whose volumes are encrypted, one for each store of the kind `filesystem`, or a refusal with the way out.

A class that is there stays with what it was made with. Data of production outlives its claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.isolation.claims import (
    ONE_POD,
    access_mode,
    claimed,
    class_name,
    has_several_pods,
    namespaces_of_store,
)
from components.services.isolation.drivers import ENCRYPTING, NOT_ENCRYPTING, shares
from components.services.isolation.made_with import driver_of, driver_refusal, is_keyed
from components.topology.model import Store, Topology
from components.topology.places import REASON, metadata, store_object_name

KEY_SECRETS = ("provisioner", "node-publish", "node-stage", "node-expand")
"""The calls to a driver that are handed the Secret with a volume's key (longhorn.io, "Volume Encryption")."""


class StorageRefused(ValueError):
    """A store that cannot be made as the plan says; the message is for a person."""


class NoEncryption(StorageRefused):
    """The driver does not promise that its volumes are encrypted."""


class NoSharing(StorageRefused):
    """The pods that use the store cannot share one volume."""


def key_secret_name(store: Store) -> str:
    """Return the name of the Secret with the key of a store's volume, where the driver asks for one."""
    return f"key-{store_object_name(store.name)}"


def encrypted_class(
    topology: Topology, store: Store, *, driver: str, parameters: Mapping[str, str]
) -> Manifest:
    """Return the class of a store's volumes: the driver's own parameters, and those that encrypt, which win.

    Raises NoEncryption or NoSharing with one sentence and the way out.
    """
    where = f'storage[{store.name}]: the driver "{driver}"'
    known = ENCRYPTING.get(driver)
    if known is None:
        why = NOT_ENCRYPTING.get(driver, "nothing is known of how its volumes are encrypted")
        allowed = ", ".join(sorted(ENCRYPTING))
        raise NoEncryption(
            f"{where} does not promise encrypted volumes: {why}; drivers that do: {allowed}; make a class of one of "
            f"them the cluster's default, or write kind: object with an endpoint"
        )
    if has_several_pods(topology, store) and not shares(driver, parameters):
        raise NoSharing(
            f"{where} gives a volume to one node at a time, and several pods use this store; make a class of a shared "
            f"file system the cluster's default, or write kind: object with an endpoint"
        )
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": metadata(
            topology,
            class_name(topology, store),
            more_labels=store.labels,
            annotations={REASON: f"{known.how}: {store.name}"},
        ),
        "provisioner": driver,
        "parameters": {**parameters, **known.parameters, **(_key_of(topology, store) if known.keyed else {})},
        "reclaimPolicy": "Retain" if topology.deletion_protection else "Delete",
        "allowVolumeExpansion": True,
        "volumeBindingMode": "WaitForFirstConsumer",
    }


def _key_of(topology: Topology, store: Store) -> dict[str, str]:
    namespace = namespaces_of_store(topology, store)[0]
    name = key_secret_name(store)
    return {
        f"csi.storage.k8s.io/{call}-secret-{part}": value
        for call in KEY_SECRETS
        for part, value in (("name", name), ("namespace", namespace))
    }


def storage_classes(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return a class for every store that is claimed and for which the platform has none of its own."""
    return tuple(
        encrypted_class(topology, store, driver=driver.name, parameters=driver.parameters)
        for store in claimed(topology)
        if store.name not in platform.storage_classes
        and (driver := driver_of(platform, class_name(topology, store))) is not None
    )


def volume_keys(topology: Topology, keys: Mapping[str, Any]) -> tuple[Manifest, ...]:
    """Return the Secret with the key of each store in `keys`, for drivers that take it from one; values are secret."""
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata(
                topology,
                key_secret_name(store),
                namespace=namespaces_of_store(topology, store)[0],
                more_labels=store.labels,
            ),
            # No `up` whose state is lost, nor a hand, replaces what opens a volume.
            "immutable": True,
            "stringData": {"CRYPTO_KEY_VALUE": keys[store.name], "CRYPTO_KEY_PROVIDER": "secret"},
        }
        for store in claimed(topology)
        if store.name in keys
    )


def keyed_stores(topology: Topology, platform: KubernetesPlatform) -> tuple[Store, ...]:
    """Return the stores whose volumes need a key of ours."""
    return tuple(
        store
        for store in claimed(topology)
        if store.name not in platform.storage_classes and is_keyed(platform, class_name(topology, store))
    )


def storage_refusals(topology: Topology, platform: KubernetesPlatform) -> Iterator[str]:
    """Yield a sentence for every store that cannot be claimed, all at once, before anything is made."""
    for store in claimed(topology):
        namespaces = namespaces_of_store(topology, store)
        if len(namespaces) > 1:
            yield (
                f"storage[{store.name}]: {', '.join(namespaces)} would share it, and a volume belongs to one "
                "namespace; write kind: object with an endpoint, or give each of these clusters a plan of its own"
            )
        if store.name not in platform.storage_classes:
            yield from _class_refusals(topology, platform, store)


def _class_refusals(topology: Topology, platform: KubernetesPlatform, store: Store) -> Iterator[str]:
    name = class_name(topology, store)
    driver = driver_of(platform, name)
    if lost := driver_refusal(platform, name):
        yield f"storage[{store.name}]: {lost}"
    elif driver is None:
        yield (
            f"storage[{store.name}]: the cluster has no default storage class to make an encrypted one from; mark "
            f"one as default, or write kind: object with an endpoint"
        )
    elif grown := _grown(topology, platform, store):
        yield grown
    else:
        try:
            encrypted_class(topology, store, driver=driver.name, parameters=driver.parameters)
        except StorageRefused as refused:
            yield str(refused)


def _grown(topology: Topology, platform: KubernetesPlatform, store: Store) -> str:
    """Return why the volume of a store, made for one pod, cannot be that of several; "" where it is or need not be."""
    if not has_several_pods(topology, store):
        return ""
    for namespace in namespaces_of_store(topology, store):
        name = store_object_name(store.name)
        is_there = (namespace, name) in platform.stored.modes
        if is_there and access_mode(topology, platform, store, namespace) == ONE_POD:
            return (
                f"storage[{store.name}]: its claim {namespace}/{name} was made for one pod ({ONE_POD}), which nobody "
                "can change, and several pods would use it now; keep the cluster to one pod, or give the plan a store "
                "of another name (on a driver that shares volumes, or kind: object with an endpoint), copy what this "
                "one holds, and then leave it out"
            )
    return ""
