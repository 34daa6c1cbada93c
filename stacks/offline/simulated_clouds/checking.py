"""Compares inputs with the types that the SDK declares: every fault with its property and what is allowed. Pure."""

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pulumi import Output
from pulumi._types import is_input_type

from components.plan.suggestions import did_you_mean
from stacks.offline.simulated_clouds.sdk import Declared, input_types, required_of
from stacks.offline.simulated_kubernetes.values import UNKNOWN

Fault = tuple[str, str]
"""A property's path, and what is wrong with it, as the end of a sentence."""

OPEN_ENUMS = frozenset({"InstanceType", "Region", "ManagedPolicy", "Runtime"})
"""Enumerations of the AWS SDK that are lists for completion: the provider knows more than they have."""

KINDS = {bool: "a boolean", int: "a whole number", float: "a number", str: "a text"}


def input_faults(of: Declared, given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the inputs of a resource; what is not known yet passes."""
    plain = {key: value for key, value in given.items() if not key.startswith("__")}
    yield from _object_faults("", plain, of.inputs, of.required)


def _object_faults(
    path: str, given: Mapping[str, Any], known: Mapping[str, Any], required: frozenset[str]
) -> Iterator[Fault]:
    for name, value in given.items():
        here = f"{path}.{name}" if path else name
        if name not in known:
            remedy = did_you_mean(name, known) or f"known: {', '.join(sorted(known))}"
            yield here, f"is not known to this type; {remedy}"
        else:
            yield from _faults(here, value, known[name])
    for name in sorted(required - given.keys()):
        yield (f"{path}.{name}" if path else name), "is required and missing"


def _faults(path: str, value: Any, of: Any) -> Iterator[Fault]:
    if value is UNKNOWN or of is Any:
        return
    options = _options(of)
    if allowed := [value for each in options for value in _allowed_by(each)]:
        if not isinstance(value, Mapping | list) and value not in allowed:
            remedy = did_you_mean(value, [str(each) for each in allowed])
            yield (
                path,
                f"is {value!r}; allowed: {', '.join(map(str, allowed))}{f'; {remedy}' if remedy else ''}",
            )
        return
    if any(option is Any or _is_enum(option) for option in options):
        return
    found = [list(_faults_of_one(path, value, option)) for option in options]
    if found and all(found):
        yield from min(found, key=len)


def _is_enum(of: Any) -> bool:
    return isinstance(of, type) and issubclass(of, Enum)


def _allowed_by(of: Any) -> Sequence[Any]:
    """Return all values of a type that lists them; none of one that does not, or whose list is for completion."""
    if get_origin(of) is Literal:
        return get_args(of)
    return [member.value for member in of] if _is_enum(of) and of.__name__ not in OPEN_ENUMS else []


def _options(of: Any) -> list[Any]:
    """Return the alternatives of a type, without nothing and without what is only awaited."""
    if get_origin(of) not in (Union, UnionType):
        return [of]
    parts = [part for part in get_args(of) if get_origin(part) not in (Awaitable, Output)]
    return [option for part in parts if part is not NoneType for option in _options(part)]


def _faults_of_one(path: str, value: Any, of: Any) -> Iterator[Fault]:
    origin = get_origin(of)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            yield path, f"is {_said(value)}, and a mapping is wanted"
            return
        for key, item in value.items():
            yield from _faults(f"{path}.{key}", item, get_args(of)[1])
    elif origin is not None and issubclass(origin, Sequence):
        if not isinstance(value, list):
            yield path, f"is {_said(value)}, and a list is wanted"
            return
        for index, item in enumerate(value):
            yield from _faults(f"{path}[{index}]", item, get_args(of)[0])
    elif isinstance(of, type) and is_input_type(of):
        if not isinstance(value, Mapping):
            yield path, f"is {_said(value)}, and a mapping is wanted"
            return
        yield from _object_faults(path, value, input_types(of), required_of(of))
    elif of in KINDS and not _is(value, of):
        yield path, f"is {_said(value)}, and {KINDS[of]} is wanted"


def _is(value: Any, of: type) -> bool:
    if of is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, of) and (of is bool or not isinstance(value, bool))


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else repr(value)
