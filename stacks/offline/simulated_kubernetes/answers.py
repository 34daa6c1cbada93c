"""Answers to the engine, in the words of its protocol."""

from collections.abc import Iterable, Mapping
from typing import Any

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from stacks.offline.simulated_kubernetes.difference import changes, path_text
from stacks.offline.simulated_kubernetes.immutable import replaces, replacing_fields
from stacks.offline.simulated_kubernetes.manifest import (
    Manifest,
    field_manager,
    identity_of,
    outputs_of,
)
from stacks.offline.simulated_kubernetes.values import decode, encode, marked, revealed, without_secrets
from stacks.offline.simulated_kubernetes.waiting import NotReady

KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def failures(faults: Iterable[tuple[str, str]]) -> list[provider_pb2.CheckFailure]:
    """Return faults as the engine shows them."""
    return [provider_pb2.CheckFailure(property=key, reason=f"{key} {reason}") for key, reason in faults]


def variables(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the options of a provider from the older form of the protocol."""
    return {key.rpartition(":")[2]: value for key, value in given.items()}


def of_change(
    old: Manifest, new: Manifest, mutable_kinds: frozenset[str], *, is_patch: bool
) -> provider_pb2.DiffResponse:
    """Return every change with its path, and whether the object is replaced.

    A replaced object is deleted first where the new one has its name.
    """
    fields = (
        ["metadata.name", "metadata.namespace"]
        if is_patch
        else replacing_fields(new, mutable_kinds=mutable_kinds)
    )
    found = [(change, replaces(change.path, fields)) for change in changes(old, new)]
    replacing = [path_text(change.path) for change, is_replacing in found if is_replacing]
    keeps_name = all(
        old.get("metadata", {}).get(key) == new.get("metadata", {}).get(key) for key in ("name", "namespace")
    )
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=replacing,
        deleteBeforeReplace=bool(replacing) and keeps_name,
        detailedDiff={
            path_text(change.path): provider_pb2.PropertyDiff(
                kind=KINDS[change.kind, is_replacing], inputDiff=True
            )
            for change, is_replacing in found
        },
        hasDetailedDiff=True,
    )


def of_configuration_change(
    old: Mapping[str, Any], new: Mapping[str, Any], replacing: list[str]
) -> provider_pb2.DiffResponse:
    """Return whether the configuration of a provider changes, and whether it leads to another cluster."""
    has_changed = revealed(old) != revealed(new)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if has_changed else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=replacing,
    )


def id_of(live: Manifest) -> str:
    """Return the id of a live object."""
    return identity_of(live).id


def state(live: Manifest, inputs: Mapping[str, Any], manager: str) -> dict[str, Any]:
    """Return what the engine keeps of a live object: its fields, secrets marked, and who applies them."""
    extras = {"__fieldManager": manager, "__initialApiVersion": live["apiVersion"]}
    return {**marked(outputs_of(live), inputs), **extras}


def properties_of(request: Any) -> dict[str, Any]:
    """Return the inputs in a request, whatever the request calls them, to know its secrets."""
    for name in ("properties", "news", "inputs", "args"):
        value = getattr(request, name, None)
        if isinstance(value, struct_pb2.Struct):
            return decode(value)
    return {}


class _Status(grpc.Status):
    """A status with details, in grpc's form."""

    def __init__(self, message: str, details: status_pb2.Status) -> None:
        self.code, self.details = grpc.StatusCode.UNKNOWN, message
        self.trailing_metadata = (("grpc-status-details-bin", details.SerializeToString()),)


def not_ready(request: Any, problem: NotReady) -> grpc.Status:
    """Return the status for an object that exists without being ready: the engine keeps it and tries again."""
    inputs = properties_of(request)
    old = decode(request.olds) if hasattr(request, "olds") else {}
    manager = field_manager(request.urn, revealed(inputs), revealed(old))
    reasons = [without_secrets(reason, inputs) for reason in problem.reasons]
    initialisation = provider_pb2.ErrorResourceInitFailed(
        id=id_of(problem.live),
        properties=encode(state(problem.live, inputs, manager)),
        reasons=reasons,
        inputs=encode(inputs),
    )
    details = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reasons[0])
    details.details.add().Pack(initialisation)
    return _Status(reasons[0], details)
