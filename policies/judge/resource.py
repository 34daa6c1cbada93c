"""Resources as rules read them: a read says where it was, and nothing unknown or malformed slips through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pulumi_policy.proxy import UnknownValueError

from policies.judge.setting import Setting
from policies.judge.unknown import NotKnownYetError

# A longer value would push the remedy off the terminal's lines.
SHOWN_CHARACTERS = 60


MERGED = frozenset({"containers", "initContainers", "ephemeralContainers", "webhooks"})
"""The lists of Kubernetes into which a patch merges its elements by name; of the others it replaces elements whole."""
NAMES = ("id", "arn", "name", "bucket", "selfLink")
"""The properties by which other resources name one."""


class MalformedError(Exception):
    """A property whose shape no rule can judge (a text where a list belongs): itself a violation."""


@dataclass(frozen=True)
class Resource:
    """One resource under judgement, or one part of it: a nested mapping or an element of a list.

    `type` is the full type token, `name` the logical name, `value` the inputs or what the part is, `way` the
    way to the part ("" for the resource), `protect` the engine's own protection, `refers_to` the URNs of the resources
    that a property's value comes from (told to stack rules only), `configured` what the pack's configuration says of
    the rule that reads. `declared` is the token that the program names, where `type` stands for it. A `partial` one is
    a patch: what it does not say is as the object has it already, and nobody here knows how that is.
    """

    type: str
    name: str
    urn: str
    value: Any
    way: str = ""
    protect: bool = False
    refers_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    configured: Mapping[str, Any] = field(default_factory=dict)
    declared: str = ""
    partial: bool = False

    @property
    def where(self) -> str:
        """The place as messages name it: `hosts:Sandbox "serve" mounts[0]`."""
        short_type = (self.declared or self.type).rpartition("/")[2]
        place = f'{short_type} "{self.name}"'
        return f"{place} {self.way}" if self.way else place

    def place(self, key: str) -> str:
        """Return the way from the resource to a property of this part, as findings name it: `rules[0].keyId`."""
        return f"{self.way}.{key}" if self.way else key

    def said(self, setting: Setting) -> Any:
        """Return what the configuration says, else the setting's default; a whole number is one."""
        return _whole(self.configured.get(setting.name, setting.default))

    def get(self, key: str) -> Any:
        """Return the property, or None where it is absent.

        Raises NotKnownYetError where the value is not known at preview or a patch leaves it as it is, MalformedError
        where this part is no mapping.
        """
        found = self._said(key)
        if found is None and self.partial:
            raise NotKnownYetError(())
        return found

    def _said(self, key: str) -> Any:
        if not isinstance(self.value, Mapping):
            raise MalformedError(f"{self.where}: is {shown(self.value)}; a mapping is expected")
        try:
            return self.value.get(key)
        except UnknownValueError as unknown:
            raise NotKnownYetError([f"{self.where}: {key}"]) from unknown

    def show(self, key: str) -> str:
        """Return the property as messages show it, for the context of a finding; an unknown one says so."""
        try:
            return shown(self.get(key))
        except NotKnownYetError as unknown:
            return "not known yet" if unknown.places else "absent"

    def part(self, key: str) -> "Resource":
        """Return a nested mapping as a part; an absent one is an empty one. Raises NotKnownYetError."""
        nested = self._said(key)
        return self.inner(self.place(key), {} if nested is None else nested)

    def inner(self, way: str, value: Any) -> "Resource":
        """Return a part of this at a way from the resource, such as a text of JSON that was read."""
        return replace(self, value=value, way=way)

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
        owner, way = self._owner, self._owner.place(f"{self._key}[{index}]")
        try:
            element = self._elements[index]
        except UnknownValueError as unknown:
            raise NotKnownYetError([f"{owner.where}: {way}"]) from unknown
        return replace(owner.inner(way, element), partial=owner.partial and self._key in MERGED)


@dataclass(frozen=True)
class Stack:
    """All resources of a stack, in the order of their URNs, so that reports are the same in every run."""

    resources: tuple[Resource, ...]

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """Return the resources of these type tokens, type by type."""
        return tuple(resource for type_token in types for resource in self._by_type.get(type_token, ()))

    def about(self, accused: Resource, token: str | tuple[str, ...], key: str) -> tuple[Resource, ...]:
        """Return the resources of a type (or of some) whose property `key` names the accused one.

        Told by where the value comes from, which is known at preview too, else by a value that is one of the accused
        resource's own names. Raises NotKnownYetError where none is, and one may be: nobody knows yet whom it names.
        """
        asked = self.of_type(*((token,) if isinstance(token, str) else token))
        found = tuple(
            each
            for each in asked
            if accused.urn in each.refers_to.get(key, ()) or _is_name_of(accused, each, key)
        )
        places = [f"{each.where}: {key}" for each in asked if _names_nobody_yet(each, key)]
        if places and not found:
            raise NotKnownYetError(places)
        return found

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            by_type.setdefault(resource.type, []).append(resource)
        return by_type


def _is_name_of(accused: Resource, each: Resource, key: str) -> bool:
    """Tell whether a known value is one of the accused resource's names; where it refers to one, that decides."""
    value = None if each.refers_to.get(key) else _known(each, key)
    return value is not None and value in [_known(accused, own) for own in NAMES]


def _names_nobody_yet(each: Resource, key: str) -> bool:
    """Tell whether a property is not known yet, and neither is where it comes from."""
    try:
        each.get(key)
    except NotKnownYetError:
        return not each.refers_to.get(key)
    return False


def _known(resource: Resource, key: str) -> Any:
    """Return a property, or None where it is absent or not known yet."""
    try:
        return resource.get(key)
    except NotKnownYetError:
        return None


def _whole(value: Any) -> Any:
    """Return a setting as it was written: on the wire every number is one with a fraction, defaults too."""
    if isinstance(value, Mapping):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # on the wire every number is one with a fraction
    return str(value)
