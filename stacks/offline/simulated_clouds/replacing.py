"""Which changes replace a resource: those that `components/<target>/replaces.py` lists, and perhaps others."""

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from stacks.offline.simulated_kubernetes.difference import Path

TARGET_OF_PACKAGE = {"aws": "aws", "gcp": "gcp", "azure-native": "azure"}

LABELS = frozenset({"tags", "tagsAll", "labels", "resourceLabels", "effectiveLabels"})
"""Properties that no type with data is replaced for."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a target's table says of a type; `is_known` is whether it says anything."""

    properties: frozenset[str] = frozenset()
    in_place: frozenset[str] = frozenset()
    page: str = ""
    holds_data: bool = False
    is_known: bool = False


@cache
def listed(token: str) -> Listed:
    """Return what the target of a type's package lists of it."""
    table = _table(TARGET_OF_PACKAGE[token.partition(":")[0]])
    everywhere, entry = getattr(table, "EVERYWHERE", ()), table.REPLACES.get(token)
    if entry is None:
        return Listed(properties=frozenset(everywhere))
    return Listed(
        properties=frozenset((*everywhere, *entry.properties)),
        in_place=entry.in_place,
        page=entry.page,
        holds_data=entry.stateful,
        is_known=True,
    )


def listed_types(target: str) -> Sequence[str]:
    """Return the types that a target's table lists: those that our components make of its provider."""
    return tuple(_table(target).REPLACES)


def is_replacing(token: str, path: Path) -> bool:
    """Return whether a change at a path replaces a resource; positions in lists are left out of what is listed."""
    keys = ".".join(str(part) for part in path if not isinstance(part, int))
    return any(keys == key or keys.startswith(f"{key}.") for key in listed(token).properties)


def may_replace(token: str, paths: Iterable[Path]) -> list[str]:
    """Return the properties whose change nobody has looked up, of a type that holds data or is not listed."""
    found = listed(token)
    if found.is_known and not found.holds_data:
        return []
    unsure = {str(path[0]) for path in paths if not is_replacing(token, path)}
    return sorted(unsure - LABELS - found.in_place)


def _table(target: str) -> ModuleType:
    return importlib.import_module(f"components.{target}.replaces")
