"""Resources as rules read them: a read says where it was, and nothing unknown or malformed slips through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pulumi_policy.proxy import UnknownValueError

from policies.judge.unknown import NotKnownYetError

# A longer value would push the remedy off the terminal's lines.
SHOWN_CHARACTERS = 60


class MalformedError(Exception):
    """A property whose shape no rule can judge (a text where a list belongs): itself a violation."""


@dataclass(frozen=True)
class Resource:
    """One resource under judgement, or one part of it (an element of a list property).

    `type` is the full type token, `name` the logical name, `part` the way to the part ("" for the resource).
    """

    type: str
    name: str
    urn: str
    properties: Any
    part: str = ""

    @property
    def where(self) -> str:
        """The place as messages name it: `hosts:Sandbox "serve" mounts[0]`."""
        short_type = self.type.rpartition("/")[2]
        place = f'{short_type} "{self.name}"'
        return f"{place} {self.part}" if self.part else place

    def get(self, key: str) -> Any:
        """Return the property, or None where it is absent.

        Raises NotKnownYetError where the value is not known at preview, MalformedError where this part is
        no mapping.
        """
        if not isinstance(self.properties, Mapping):
            raise MalformedError(f"{self.where}: is {shown(self.properties)}; a mapping is expected")
        try:
            return self.properties.get(key)
        except UnknownValueError as unknown:
            raise NotKnownYetError([f"{self.where}: {key}"]) from unknown

    def parts(self, key: str) -> Sequence["Resource"]:
        """Return the elements of a list property as parts; an absent list is an empty one.

        Raises NotKnownYetError where the list itself is not known, MalformedError where it is no list. An
        element that is not known raises NotKnownYetError when it is read.
        """
        elements = self.get(key)
        if elements is None:
            return []
        if not isinstance(elements, Sequence) or isinstance(elements, str):
            raise MalformedError(f"{self.where}: {key} is {shown(elements)}; a list is expected")
        return _Parts(self, key, elements)


class _Parts(Sequence[Resource]):
    """Elements read one at a time, so that an unknown one hides no other."""

    def __init__(self, owner: Resource, key: str, elements: Sequence[Any]) -> None:
        self._owner = owner
        self._key = key
        self._elements = elements

    def __len__(self) -> int:
        return len(self._elements)

    def __getitem__(self, index: Any) -> Any:
        owner = self._owner
        part = f"{owner.part}.{self._key}[{index}]" if owner.part else f"{self._key}[{index}]"
        try:
            element = self._elements[index]
        except UnknownValueError as unknown:
            raise NotKnownYetError([f"{owner.where}: {part}"]) from unknown
        return Resource(owner.type, owner.name, owner.urn, element, part)


@dataclass(frozen=True)
class Stack:
    """All resources of a stack, in the order of their URNs, so that reports are the same in every run."""

    resources: tuple[Resource, ...]

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """Return the resources of these type tokens, type by type."""
        return tuple(resource for type_token in types for resource in self._by_type.get(type_token, ()))

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            by_type.setdefault(resource.type, []).append(resource)
        return by_type


def shown(value: Any) -> str:
    """Return a property's value as messages show it; give no secret to this function."""
    if value is None:
        return "absent"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, str):
        text = f'"{value}"'
        return text if len(text) <= SHOWN_CHARACTERS else f'{text[: SHOWN_CHARACTERS - 2]}…"'
    if isinstance(value, Sequence):
        return "a list"
    return str(value)
