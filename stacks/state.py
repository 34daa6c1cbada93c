"""What a stack's state says, as `pulumi stack export` gives it: resources, outputs, what was interrupted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SPECIAL_VALUE = "4dabf18193072939515e22adb298388d"
"""The key by which the engine marks a special value such as a secret (fixed by its wire format)."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource of a stack.

    Attributes:
        urn: its identity.
        kind: its type token.
        is_custom: whether a provider made it; components and the stack itself are not custom.
        is_protected: whether the engine refuses to delete it.
        inputs: what the program asked for, secrets still encrypted.
    """

    urn: str
    kind: str
    is_custom: bool
    is_protected: bool
    inputs: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """The recorded state of one stack."""

    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any]
    pending: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        """Return the resources whose type ends with `kind`, such as `hosts:Volume`."""
        return tuple(resource for resource in self.resources if resource.kind.endswith(kind))


def parse_deployment(document: Mapping[str, Any]) -> Deployment:
    """Return the state that an export describes; outputs that are secret are left out."""
    deployment = document.get("deployment") or {}
    resources = [_resource(entry) for entry in deployment.get("resources") or ()]
    outputs: dict[str, Any] = {}
    for entry in deployment.get("resources") or ():
        if entry.get("type") == "pulumi:pulumi:Stack":
            outputs = {
                key: value for key, value in (entry.get("outputs") or {}).items() if not _is_secret(value)
            }
    pending = [operation["resource"]["urn"] for operation in deployment.get("pending_operations") or ()]
    return Deployment(resources=tuple(resources), outputs=outputs, pending=tuple(pending))


def _resource(entry: Mapping[str, Any]) -> Resource:
    return Resource(
        urn=entry["urn"],
        kind=entry["type"],
        is_custom=bool(entry.get("custom")),
        is_protected=bool(entry.get("protect")),
        inputs=entry.get("inputs") or {},
    )


def _is_secret(value: Any) -> bool:
    """Return whether a value is a secret or holds one."""
    if isinstance(value, Mapping):
        return SPECIAL_VALUE in value or any(_is_secret(inner) for inner in value.values())
    return isinstance(value, list) and any(_is_secret(inner) for inner in value)
