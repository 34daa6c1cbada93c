"""Stores as a pod sees them: a claim that is mounted, or a bucket and the files that open it or say where it is. Pure.

GROUNDPLAN_STORES says of a bucket where its keys lie and never what they are. They are files, in a folder of the
store alone: two stores never open with one another's, no program inherits them, and keys that are replaced in the
Secret reach a running pod. A bucket that opens by identity has files of the same place, which only say where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from components.containers import READABLE_BY_GROUP, mount

FOLDER = "/groundplan/stores"
"""Below it lie the stores that are mounted, by name."""
BUCKETS = "/groundplan/buckets"
"""Below it lie the folders that say where a bucket is which the pod's identity opens, by name of the store."""
KEYS = "/groundplan/keys"
"""Below it lie the folders with what opens the others, by name of the store."""
URI, REGION = "URI", "REGION"
"""The files there: where it is, and the region that requests are signed for, if the service asks for one."""
FILESYSTEM = "filesystem"


@dataclass(frozen=True, kw_only=True)
class MountedStore:
    """A store as the pods of one identity have it.

    `object_name` is its claim's, its Secret's with the keys or, where it `opens_by_identity`, its ConfigMap's.
    """

    name: str
    holds: str
    kind: str
    access: Literal["read", "write"]
    object_name: str
    opens_by_identity: bool = False


def told(stores: Sequence[MountedStore]) -> str:
    """Return GROUNDPLAN_STORES: what workloads know of their stores."""
    return json.dumps({store.name: dict(_told(store)) for store in stores}, sort_keys=True)


def volumes(stores: Sequence[MountedStore]) -> list[dict[str, Any]]:
    """Return the volumes of the stores: claims, Secrets with keys, and ConfigMaps with addresses."""
    return [{"name": _volume(store), **_source(store)} for store in stores]


def mounts(stores: Sequence[MountedStore]) -> list[dict[str, Any]]:
    """Return where a container sees them; what may only be read is mounted so, keys always."""
    return [
        mount(_volume(store), _place(store), read_only=store.kind != FILESYSTEM or store.access == "read")
        for store in stores
    ]


def _volume(store: MountedStore) -> str:
    return f"store-{store.name}"


def _place(store: MountedStore) -> str:
    if store.kind == FILESYSTEM:
        return f"{FOLDER}/{store.name}"
    return f"{BUCKETS if store.opens_by_identity else KEYS}/{store.name}"


def _source(store: MountedStore) -> dict[str, Any]:
    if store.kind == FILESYSTEM:
        claim = {"claimName": store.object_name, "readOnly": store.access == "read"}
        return {"persistentVolumeClaim": claim}
    if store.opens_by_identity:
        return {"configMap": {"name": store.object_name, "defaultMode": READABLE_BY_GROUP}}
    return {"secret": {"secretName": store.object_name, "defaultMode": READABLE_BY_GROUP}}


def _told(store: MountedStore) -> Iterator[tuple[str, str]]:
    yield "holds", store.holds
    yield "access", store.access
    if store.kind == FILESYSTEM:
        yield "path", _place(store)
        return
    if store.opens_by_identity:
        yield "bucket", _place(store)
        return
    yield "uri", f"s3://{store.name}"
    yield "keys", _place(store)
