"""Finds the stores that this identity was given, folders and object stores alike; creates nothing.

A sandbox or a pod hands them over in the environment variable GROUNDPLAN_STORES:
`{"<store>": {"holds": "models", "path": "/groundplan/stores/models", "access": "read"}}`. A store of objects has
`uri` (`s3://models`) instead of `path`, and `keys`, the folder with the files that open it; no key is in the variable.
One that opens to whoever the process is has `bucket`, the folder with the file that says where it is.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from workloads.bucket import Bucket
from workloads.folder_store import FolderStore
from workloads.object_store import ObjectStore
from workloads.refusals import InputRefused
from workloads.store_path import Access

VARIABLE = "GROUNDPLAN_STORES"


def given_stores(
    environment: Mapping[str, str] | None = None,
) -> tuple[FolderStore | ObjectStore | Bucket, ...]:
    """All stores of this identity, by name.

    Raises InputRefused where the variable is missing or is not the expected JSON.
    """
    text = (os.environ if environment is None else environment).get(VARIABLE)
    if text is None:
        raise InputRefused(
            f"{VARIABLE} is not set, so no store is known. Run this through `groundplan`, or set it to "
            '{"<store>": {"holds": "models", "path": "/folder", "access": "read"}}.'
        )
    try:
        document = json.loads(text)
        stores = [_store(name, entry) for name, entry in document.items()]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputRefused(
            f"{VARIABLE} is not readable: {error}. Each store needs `holds`, `access` (read or write), and `path`, "
            "`bucket`, or `uri` and `keys`."
        ) from None
    return tuple(sorted(stores, key=lambda store: store.name))


def store_holding(
    holds: str, access: Access, environment: Mapping[str, str] | None = None
) -> FolderStore | ObjectStore | Bucket:
    """The first store by name that holds `holds` and allows `access`.

    Raises InputRefused where there is none, where it is read-only and must be written, or where it cannot be used:
    a folder that is not mounted, a service that is not reached or refuses the keys, a bucket that is not there.
    """
    stores = given_stores(environment)
    candidates = [store for store in stores if store.holds == holds]
    if not candidates:
        known = ", ".join(f"{store.name} (holds {store.holds})" for store in stores) or "none"
        raise InputRefused(
            f"No store that holds {holds} was given to this process; given: {known}. "
            f"Add one with `holds: {holds}` to the plan, or run this with an identity that has the right."
        )
    allowed = [store for store in candidates if access == "read" or store.access == "write"]
    if not allowed:
        raise InputRefused(
            f"The store {candidates[0].name} (holds {holds}) is read-only for this process, and this must write it."
        )
    allowed[0].require_usable()
    return allowed[0]


def _store(name: str, entry: Mapping[str, str]) -> FolderStore | ObjectStore | Bucket:
    access = entry["access"]
    if access not in ("read", "write"):
        raise ValueError(f"{name} has access {access!r}")
    if "bucket" in entry:
        return Bucket(name=name, holds=entry["holds"], folder=Path(entry["bucket"]), access=access)
    if "uri" not in entry:
        return FolderStore(name=name, holds=entry["holds"], path=Path(entry["path"]), access=access)
    if urlsplit(entry["uri"]).scheme != "s3" or not urlsplit(entry["uri"]).netloc:
        raise ValueError(f"{name} has the uri {entry['uri']!r}, which is not like s3://<bucket>")
    keys = Path(entry["keys"])
    return ObjectStore(name=name, holds=entry["holds"], uri=entry["uri"], keys=keys, access=access)
