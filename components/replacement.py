"""Which changes of a resource make it anew, as the targets tell it to a preview without credentials. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Replaces:
    """What replaces resources of a type, and the page that says so; a `stateful` one takes data along.

    `in_place` are properties that the page was read for and that replace nothing: no change of them is doubtful.
    """

    properties: Collection[str]
    page: str
    stateful: bool = False
    in_place: frozenset[str] = frozenset()


def listed(page: str, properties: str, *, stateful: bool = False, in_place: str = "") -> Replaces:
    """Return an entry of a table; properties are told with spaces between."""
    return Replaces(
        properties=frozenset(properties.split()),
        page=page,
        stateful=stateful,
        in_place=frozenset(in_place.split()),
    )
