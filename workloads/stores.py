"""Finds the stores that this identity was given; opens nothing and creates nothing.

A sandbox hands them over in the environment variable GROUNDPLAN_STORES:
`{"<store>": {"holds": "models", "path": "/groundplan/stores/models", "access": "read"}}`. A store of objects has `uri`
(`s3://models`) instead of `path`: it is known, so that whoever needs it can say why it cannot be used yet.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workloads.refusals import InputRefused

VARIABLE = "GROUNDPLAN_STORES"
Access = Literal["read", "write"]


@dataclass(frozen=True, kw_only=True)
class Store:
    """One store: its name in the plan, what it holds, where it is mounted and what is allowed (write includes read)."""

    name: str
    holds: str
    path: Path
    access: Access


@dataclass(frozen=True, kw_only=True)
class ObjectStore:
    """One store of objects, mounted nowhere: its name in the plan, what it holds, its address and what is allowed."""

    name: str
    holds: str
    uri: str
    access: Access


def given_stores(environment: Mapping[str, str] | None = None) -> tuple[Store | ObjectStore, ...]:
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
            f"{VARIABLE} is not readable: {error}. Each store needs `holds`, `path` or `uri`, and `access` (read or "
            "write)."
        ) from None
    return tuple(sorted(stores, key=lambda store: store.name))


def store_holding(holds: str, access: Access, environment: Mapping[str, str] | None = None) -> Store:
    """The first mounted store by name that holds `holds` and allows `access`.

    Raises InputRefused where there is none, where it is read-only and must be written, where it is a store of objects,
    or where it is not mounted.
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
    found = next((store for store in allowed if isinstance(store, Store)), allowed[0])
    if isinstance(found, ObjectStore):
        raise InputRefused(
            f"The store {found.name} (holds {holds}) is an object store ({found.uri}), and this reads and writes only "
            "folders yet: give it `kind: filesystem` in the plan."
        )
    if not found.path.is_dir():
        raise InputRefused(
            f"The store {found.name} (holds {holds}) is not mounted: {found.path} is no folder. "
            "Run `groundplan up`, which mounts every store."
        )
    return found


def _store(name: str, entry: Mapping[str, str]) -> Store | ObjectStore:
    access = entry["access"]
    if access not in ("read", "write"):
        raise ValueError(f"{name} has access {access!r}")
    if "uri" in entry:
        return ObjectStore(name=name, holds=entry["holds"], uri=entry["uri"], access=access)
    return Store(name=name, holds=entry["holds"], path=Path(entry["path"]), access=access)
