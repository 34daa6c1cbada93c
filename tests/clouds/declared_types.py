"""What the SDKs' own classes say of a type: under which property it takes labels, and whether it takes a key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin

from pulumi._types import is_input_type

from stacks.offline.simulated_clouds.sdk import declared, input_types

LABELS = {"aws": ("tags",), "azure-native": ("tags",), "gcp": ("labels", "resourceLabels")}
"""What clouds call them. What Google calls tags are no labels: the firewall and policies of organisations read them."""
KEY = re.compile(r"kms|cmek|encrypt|keyvault", re.IGNORECASE)
DEEPEST = 5
"""Types within types that are looked into; those of keys lie in the second or third."""


@cache
def label_property(token: str) -> str | None:
    """Return the property by which a type takes labels, None where it takes none."""
    inputs, names = declared(token).inputs, LABELS[token.partition(":")[0]]
    return next((name for name in names if any(map(_is_mapping, _parts(inputs.get(name))))), None)


@cache
def takes_a_key(token: str) -> bool:
    """Return whether a type takes a key, or says how it is encrypted, anywhere in its inputs."""
    return any(KEY.search(name) for name in _names(declared(token).inputs, DEEPEST))


def _names(inputs: Mapping[str, Any], deep: int) -> Iterator[str]:
    for name, of in inputs.items():
        yield name
        for part in _parts(of) if deep else ():
            if isinstance(part, type) and is_input_type(part):
                yield from _names(input_types(part), deep - 1)


def _parts(of: Any) -> Iterator[Any]:
    """Yield a type and those that it is made of, but for the values of mappings."""
    yield of
    if not _is_mapping(of):
        for part in get_args(of):
            if part is not NoneType:
                yield from _parts(part)


def _is_mapping(of: Any) -> bool:
    origin = get_origin(of)
    return isinstance(origin, type) and issubclass(origin, Mapping) and not issubclass(origin, Sequence)
