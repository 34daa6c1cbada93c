"""Property values as the engine sends them, and as Python has them. Secrets stay marked on the way."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key by which an object of Pulumi's wire format is something special."""

SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark of the wire format
"""The signature of a secret."""


@dataclass(frozen=True)
class Secret:
    """A value that is a secret."""

    value: Any

    def __repr__(self) -> str:
        """Return a text without the value."""
        return "Secret(…)"


class Unknown:
    """A value that is known only when other resources exist."""

    def __repr__(self) -> str:
        """Return how it is shown in a message."""
        return "<not known yet>"


UNKNOWN = Unknown()
"""The one unknown value."""


def decode(properties: struct_pb2.Struct) -> dict[str, Any]:
    """Return the properties as Python values, whole numbers as `int`, secrets as `Secret`, without nulls."""
    return {
        key: _decoded(value)
        for key, value in properties.fields.items()
        if value.WhichOneof("kind") != "null_value"
    }


def _decoded(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            text = value.string_value
            return UNKNOWN if text == rpc.UNKNOWN else text
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return _decoded_struct(value.struct_value)
        case "list_value":
            return [_decoded(item) for item in value.list_value.values]
    return None


def _decoded_struct(struct: struct_pb2.Struct) -> Any:
    fields = struct.fields
    if SIGNATURE not in fields:
        return decode(struct)
    if fields[SIGNATURE].string_value == SECRET:
        return Secret(_decoded(fields["value"]))
    raise ValueError("assets, archives and references to resources have no place in a Kubernetes object")


def encode(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return the properties in Pulumi's wire format."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        _fill(struct.fields[key], value)
    return struct


def _fill(target: struct_pb2.Value, value: Any) -> None:
    match value:
        case None:
            target.null_value = struct_pb2.NULL_VALUE
        case bool():
            target.bool_value = value
        case str():
            target.string_value = value
        case int() | float():
            target.number_value = value
        case Secret():
            target.struct_value.fields[SIGNATURE].string_value = SECRET
            _fill(target.struct_value.fields["value"], value.value)
        case Unknown():
            target.string_value = rpc.UNKNOWN
        case Mapping():
            target.struct_value.SetInParent()
            for key, item in value.items():
                _fill(target.struct_value.fields[key], item)
        case _:
            target.list_value.SetInParent()
            for item in value:
                _fill(target.list_value.values.add(), item)


def revealed(value: Any) -> Any:
    """Return the value without the marks of secrets, and without nulls in mappings."""
    if isinstance(value, Secret):
        return revealed(value.value)
    if isinstance(value, Mapping):
        return {key: revealed(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [revealed(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Return whether anything inside is not known yet."""
    if isinstance(value, Secret):
        return has_unknown(value.value)
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


def has_secret(value: Any) -> bool:
    """Return whether anything inside is a secret."""
    if isinstance(value, Mapping):
        return any(has_secret(item) for item in value.values())
    if isinstance(value, list):
        return any(has_secret(item) for item in value)
    return isinstance(value, Secret)


def marked(values: Any, like: Any) -> Any:
    """Return the plain `values` with secrets where `like` has them.

    Objects are compared key by key. A list is a secret as a whole when anything in its counterpart is: its order may
    have changed on the way. The `data` and `stringData` of a core Secret are secrets always.
    """
    if not isinstance(values, Mapping):
        return Secret(values) if has_secret(like) else values
    if isinstance(like, Secret):
        return Secret(values)
    counterparts = like if isinstance(like, Mapping) else {}
    result = {
        key: marked(value, counterparts[key]) if key in counterparts else value
        for key, value in values.items()
    }
    if values.get("apiVersion") == "v1" and values.get("kind") == "Secret":
        for key in ("data", "stringData"):
            if key in values:
                result[key] = Secret(values[key])
    return result


def without_secrets(text: str, properties: Mapping[str, Any]) -> str:
    """Return the text with every secret of the properties replaced, plain or in base64."""
    for secret in sorted(set(_secret_texts(marked(properties, properties))), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            encoded = base64.b64encode(secret.encode()).decode()
            text = text.replace(secret, "[secret]").replace(encoded, "[secret]")
    return text


SHORTEST_SECRET = 4
"""A shorter text is found in every sentence by chance."""


def _secret_texts(value: Any, *, is_secret: bool = False) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _secret_texts(value.value, is_secret=True)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _secret_texts(item, is_secret=is_secret)
    elif isinstance(value, list):
        for item in value:
            yield from _secret_texts(item, is_secret=is_secret)
    elif is_secret and isinstance(value, str):
        yield value
