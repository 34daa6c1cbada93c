"""What became of the fields that we declared: the live object, projected to them. Pure.

Three objects are compared: what was declared, what lives, and what the API server would make of the declaration now
(a dry run). The last one knows defaults and normal forms, such as `1` for `1000m`, which are no drift.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from stacks.offline.simulated_kubernetes.manifest import Manifest

ITEM_KEYS = ("name", "key", "mountPath", "containerPort", "ip", "uid", "type")
"""What tells the items of a list of objects apart, the first that all items have; the API's own merge keys."""

_ABSENT = object()


def drifted(declared: Any, live: Any, expected: Any) -> Any:
    """Return the declared value with everything replaced that lives otherwise than expected."""
    if isinstance(declared, Mapping) and isinstance(live, Mapping) and isinstance(expected, Mapping):
        return {
            key: value
            for key, item in declared.items()
            if (value := drifted(item, live.get(key, _ABSENT), expected.get(key, _ABSENT))) is not _ABSENT
        }
    if isinstance(declared, list) and isinstance(live, list) and isinstance(expected, list):
        return _drifted_list(declared, live, expected)
    if live == expected or (live is _ABSENT and _is_empty(declared)):
        return declared
    return live


def _drifted_list(declared: list[Any], live: list[Any], expected: list[Any]) -> list[Any]:
    key = _item_key(declared, live, expected)
    if live == expected:
        return declared
    if key is None:
        return live
    live_items, expected_items = ({item[key]: item for item in items} for items in (live, expected))
    names = [item[key] for item in declared]
    kept = [
        drifted(item, live_items[item[key]], expected_items.get(item[key], _ABSENT))
        for item in declared
        if item[key] in live_items
    ]
    # What others have added and an apply would leave alone is theirs; what it would take away is drift.
    added = [item for name, item in live_items.items() if name not in names and name not in expected_items]
    return kept + added


def _item_key(*lists: list[Any]) -> str | None:
    items = [item for values in lists for item in values]
    if not items or not all(isinstance(item, Mapping) for item in items):
        return None
    for key in ITEM_KEYS:
        if all(isinstance(item.get(key), str | int) for item in items):
            is_unique = all(len({item[key] for item in values}) == len(values) for values in lists)
            return key if is_unique else None
    return None


def _is_empty(value: Any) -> bool:
    return isinstance(value, Mapping | list) and not value


def with_string_data(live: Manifest, declared: Manifest) -> Manifest:
    """Return a live core Secret with `stringData` as it was declared: the API server keeps it in `data` only."""
    wanted = declared.get("stringData")
    if live.get("apiVersion") != "v1" or live.get("kind") != "Secret" or not isinstance(wanted, Mapping):
        return live
    data = live.get("data") or {}
    return {**live, "stringData": {key: _plain(data[key]) for key in wanted if key in data}}


def _plain(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return encoded
