"""Stores of the kind `object`: what opens them, where a right says so and nowhere else.

Where a store has an endpoint, that is a Secret with a pair of keys of its service. Where the target made the bucket
itself, the pod's identity opens it, and a ConfigMap says where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi

from components.contract import Bucket
from components.mounted_stores import REGION, URI
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
from components.topology.rights import direct_rights

OBJECT = "object"


@dataclass(frozen=True, kw_only=True)
class AccessKey:
    """A pair of keys of an S3-compatible service; both may be secret outputs, and the second one should be.

    `region` is what requests are signed for, where the service has a region of its own.
    """

    key_id: pulumi.Input[str]
    secret: pulumi.Input[str]
    region: str | None = None


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
    stores = {store.name: store for store in topology.stores if store.kind == OBJECT and store.endpoint}
    for right in direct_rights(topology):
        store = stores.get(right.store)
        if store is None:
            continue
        name = (promotion_secret_name if right.identity == PROMOTION else store_object_name)(store.name)
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
            "stringData": _opening(grant.store, keys[grant.store.name, grant.access]),
        }
        for grant in grants(topology)
    )


def _opening(store: Store, keys: AccessKey) -> dict[str, pulumi.Input[str] | None]:
    said: dict[str, pulumi.Input[str] | None] = {
        "AWS_ACCESS_KEY_ID": keys.key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_ENDPOINT_URL": store.endpoint,
    }
    return {**said, **({"AWS_DEFAULT_REGION": keys.region} if keys.region else {})}


def missing_keys(topology: Topology, keys: AccessKeys) -> Iterator[str]:
    """Yield a sentence for every pair of keys that a right needs and nobody gave."""
    needed = {(grant.store.name, grant.access) for grant in grants(topology)}
    for store, access in sorted(needed - set(keys)):
        doing = "read" if access == "read" else "read and write"
        yield (
            f"storage[{store}]: there are no keys to {doing} it; give a pair that its service made for that and no more"
        )


def bucket_addresses(topology: Topology, buckets: Mapping[str, Bucket]) -> tuple[Manifest, ...]:
    """Return the ConfigMaps that say where buckets are; `missing_buckets` must be empty."""
    places = sorted(
        {
            (namespace, right.store)
            for right in direct_rights(topology)
            for namespace in namespaces_of(topology, right.identity)
        }
    )
    stores = {store.name: store for store in topology.stores if store.opens_by_identity}
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(
                topology, store_object_name(name), namespace=namespace, more_labels=stores[name].labels
            ),
            "data": _address(buckets[name]),
        }
        for namespace, name in places
        if name in stores
    )


def _address(bucket: Bucket) -> dict[str, pulumi.Input[str]]:
    return {URI: bucket.uri, **({REGION: bucket.region} if bucket.region else {})}


def missing_buckets(topology: Topology, buckets: Mapping[str, Bucket]) -> Iterator[str]:
    """Yield a sentence for every store that identities should open and that the target did not make."""
    for store in topology.stores:
        if store.opens_by_identity and store.name not in buckets:
            yield (
                f"storage[{store.name}]: target {topology.target} makes no buckets; write `kind: filesystem`, or "
                "name the `endpoint:` of a service that keeps objects"
            )
