"""What a plan declares on Azure, as a template of Azure Resource Manager; pure.

In `tests/judges`, for the same two as `terraform_plan.py`. The azure-native provider takes most of a resource's
properties beside its name and place; a template has them one layer deeper, under `properties`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.judges.arm_types import BESIDE, NESTED, RENAMED, TYPES, ArmType
from tests.judges.resource import Declared

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
PACKAGE = "azure-native"


class UnknownArmType(Exception):
    """No table says what a type is in a template; the message says where to write it."""


def arm_template(resources: Iterable[Declared]) -> dict[str, Any]:
    """Return the template that makes all of the resources. Raises UnknownArmType."""
    known = tuple(resources)
    paths = {each.name: _resource_id(each) for each in known}
    made = [_resource(each, paths) for each in known]
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": made}


def arm_type(token: str) -> ArmType:
    """Return what a type is in a template. Raises UnknownArmType."""
    package, _, kind = token.partition(":")
    if package != PACKAGE or kind not in TYPES:
        raise UnknownArmType(f"{token} has no row in TYPES of tests/judges/arm_types.py; write one")
    return TYPES[kind]


def arm_name(resource: Declared) -> str:
    """Return the name that a resource has in a template; its logical one where its provider would make one up."""
    return "/".join(_names(resource))


def _names(resource: Declared) -> list[str]:
    return [
        part.removeprefix("=") if part.startswith("=") else str(resource.inputs.get(part, resource.name))
        for part in arm_type(resource.token).name
    ]


def _resource_id(resource: Declared) -> str:
    parts = ", ".join(f"'{part}'" for part in (arm_type(resource.token).type, *_names(resource)))
    return f"[resourceId({parts})]"


def _resource(resource: Declared, paths: Mapping[str, str]) -> dict[str, Any]:
    of, kind = arm_type(resource.token), resource.token.partition(":")[2]
    place = {*of.name, *of.path}
    told = _told({key: value for key, value in resource.inputs.items() if key not in place}, kind)
    beside = {key: value for key, value in told.items() if key in BESIDE - {*of.inner}}
    rest = {key: value for key, value in told.items() if key not in beside}
    needed = sorted({paths[name] for names in resource.refers_to.values() for name in names if name in paths})
    return {
        "type": of.type,
        "apiVersion": of.version,
        "name": arm_name(resource),
        **({"dependsOn": needed} if needed else {}),
        **beside,
        "properties": {**rest.pop("properties", {}), **rest},
    }


def _told(value: Any, kind: str, key: str = "") -> Any:
    """Return a value with the names that it has in a template, and with the layers that the provider leaves out."""
    if isinstance(value, Mapping):
        if key == "identity" and isinstance(own := value.get("userAssignedIdentities"), list):
            value = {**value, "userAssignedIdentities": {each: {} for each in own}}
        renamed = RENAMED.get(kind, {})
        return {renamed.get(inner, inner): _told(each, kind, inner) for inner, each in value.items()}
    if isinstance(value, list):
        found = [_told(each, kind) for each in value]
        return [_layered(each) for each in found] if key in NESTED.get(kind, ()) else found
    return value


def _layered(entry: Mapping[str, Any]) -> dict[str, Any]:
    beside = {key: value for key, value in entry.items() if key in {"id", "name", "type"}}
    return {**beside, "properties": {key: value for key, value in entry.items() if key not in beside}}
