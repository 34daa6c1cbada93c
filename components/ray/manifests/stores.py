"""The stores in a cluster's pods: what the rights of its identity grant, mounted or named, and nothing else.

A registry is asked through its server, which alone reaches its store. Claims and Secrets are made by
`components/services`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from components.containers import mount
from components.topology.model import Access, Cluster, Store, Topology

FOLDER = "/groundplan/stores"
REGISTRY = "registry"
FILESYSTEM = "filesystem"
REGISTRY_CLIENT = "registry-client"
"""The Secret with the address of the registry's server and its password; made by `components/services`."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A store that a cluster may reach, and how."""

    store: Store
    access: Access

    @property
    def object_name(self) -> str:
        """The claim of a store, or the Secret that opens it, in the cluster's namespace."""
        return f"store-{self.store.name}"


def given_stores(topology: Topology, cluster: Cluster) -> tuple[Given, ...]:
    """Return the stores that pods of a cluster reach themselves, sorted by name."""
    stores = {store.name: store for store in topology.stores}
    return tuple(
        Given(store=stores[right.store], access=right.access)
        for right in sorted(topology.rights, key=lambda right: right.store)
        if right.identity == cluster.identity and stores[right.store].holds != REGISTRY
    )


def reaches_registry(topology: Topology, cluster: Cluster) -> bool:
    """Return whether the identity of a cluster has a right to the registry, which it then asks through its server."""
    held = {store.name for store in topology.stores if store.holds == REGISTRY}
    return any(right.identity == cluster.identity and right.store in held for right in topology.rights)


def told(given: tuple[Given, ...]) -> str:
    """Return GROUNDPLAN_STORES: what workloads know of their stores."""
    return json.dumps({each.store.name: dict(_told(each)) for each in given}, sort_keys=True)


def volumes(given: tuple[Given, ...]) -> list[dict[str, Any]]:
    """Return the volumes of the stores that are file systems."""
    return [
        {
            "name": each.object_name,
            "persistentVolumeClaim": {"claimName": each.object_name, "readOnly": each.access == "read"},
        }
        for each in given
        if each.store.kind == FILESYSTEM
    ]


def mounts(given: tuple[Given, ...]) -> list[dict[str, Any]]:
    """Return their mounts; what may only be read is mounted so."""
    return [
        mount(each.object_name, f"{FOLDER}/{each.store.name}", read_only=each.access == "read")
        for each in given
        if each.store.kind == FILESYSTEM
    ]


def environment_from(topology: Topology, cluster: Cluster) -> list[dict[str, Any]]:
    """Return where the password of the registry and the keys of object stores come from: keys by the store's own
    prefix, and under the names that every client of S3 reads where there is but one.
    """
    given = given_stores(topology, cluster)
    registry = [{"secretRef": {"name": REGISTRY_CLIENT}}] if reaches_registry(topology, cluster) else []
    objects = [each for each in given if each.store.kind != FILESYSTEM]
    found = [{"prefix": prefix(each.store), "secretRef": {"name": each.object_name}} for each in objects]
    return registry + found + ([{"secretRef": {"name": objects[0].object_name}}] if len(objects) == 1 else [])


def prefix(store: Store) -> str:
    """Return how the names of the variables with a store's keys begin."""
    return f"GROUNDPLAN_STORE_{store.name.upper().replace('-', '_')}_"


def _told(each: Given) -> Iterator[tuple[str, str]]:
    yield "holds", each.store.holds
    yield "access", each.access
    if each.store.kind == FILESYSTEM:
        yield "path", f"{FOLDER}/{each.store.name}"
        return
    yield "uri", f"s3://{each.store.name}"
    if each.store.endpoint:
        yield "endpoint", each.store.endpoint
    yield "environment", prefix(each.store)
