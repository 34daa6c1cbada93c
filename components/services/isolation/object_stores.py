"""Stores of the kind `object`: the keys of their service as Secrets, where a right says so and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi

from components.objects import Manifest
from components.topology.model import PROMOTION, Access, Store, Topology
from components.topology.places import (
    REGISTRY,
    metadata,
    namespaces_of,
    promotion_secret_name,
    registry_namespace,
    store_object_name,
)

OBJECT = "object"


@dataclass(frozen=True, kw_only=True)
class AccessKey:
    """A pair of keys of an S3-compatible service; both may be secret outputs, and the second one should be."""

    key_id: pulumi.Input[str]
    secret: pulumi.Input[str]


AccessKeys = Mapping[tuple[str, Access], AccessKey]
"""By store and what the pair may do there: a pair that may write never goes where the right is to read."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One Secret to be made: which store it opens, for what, where, and under which name."""

    store: Store
    access: Access
    namespace: str
    name: str


def grants(topology: Topology) -> tuple[Grant, ...]:
    """Return the Secrets of a plan, each once.

    Promotion writes models in a namespace that otherwise only reads them, so its Secret has another name, which
    admission keeps for promotion's pods. It reaches the registry through its server, which holds that store's keys.
    """
    found: dict[tuple[str, str], Grant] = {}
    for grant in _grants(topology):
        found.setdefault((grant.namespace, grant.name), grant)
    return tuple(found[key] for key in sorted(found))


def _grants(topology: Topology) -> Iterator[Grant]:
    stores = {store.name: store for store in topology.stores if store.kind == OBJECT}
    for right in topology.rights:
        store = stores.get(right.store)
        promotes = right.identity == PROMOTION
        if store is None or (promotes and store.holds == REGISTRY):
            continue
        name = (promotion_secret_name if promotes else store_object_name)(store.name)
        for namespace in namespaces_of(topology, right.identity):
            yield Grant(store=store, access=right.access, namespace=namespace, name=name)
    registry = registry_namespace(topology)
    for store in stores.values():
        if registry is not None and store.holds == REGISTRY:
            yield Grant(store=store, access="write", namespace=registry, name=store_object_name(store.name))


def object_stores(topology: Topology, keys: AccessKeys) -> tuple[Manifest, ...]:
    """Return the Secrets, with the names of variables that every client of S3 reads; `missing_keys` must be empty."""
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata(
                topology, grant.name, namespace=grant.namespace, more_labels=grant.store.labels
            ),
            "stringData": {
                "AWS_ACCESS_KEY_ID": keys[grant.store.name, grant.access].key_id,
                "AWS_SECRET_ACCESS_KEY": keys[grant.store.name, grant.access].secret,
                "AWS_ENDPOINT_URL": grant.store.endpoint,
            },
        }
        for grant in grants(topology)
    )


def missing_keys(topology: Topology, keys: AccessKeys) -> Iterator[str]:
    """Yield a sentence for every pair of keys that a right needs and nobody gave."""
    needed = {(grant.store.name, grant.access) for grant in grants(topology)}
    for store, access in sorted(needed - set(keys)):
        doing = "read" if access == "read" else "read and write"
        yield (
            f"storage[{store}]: there are no keys to {doing} it; give a pair that its service made for that and no more"
        )
