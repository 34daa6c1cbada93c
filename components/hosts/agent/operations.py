"""The operations of the agent by name: what a transport can ask of a host."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from components.hosts.agent import devices, forwarding, namespaces, raylets, records, volumes

Operation = Callable[[dict[str, Any]], dict[str, Any]]


def alone(operation: Operation) -> Operation:
    """`operation`, waiting until nobody else starts or ends the same thing."""

    @functools.wraps(operation)
    def in_turn(payload: dict[str, Any]) -> dict[str, Any]:
        with records.alone(payload["folder"], payload["identity"]):
            return operation(payload)

    return in_turn


OPERATIONS: dict[str, Operation] = {
    "facts": devices.facts,
    "storage.start": alone(namespaces.start_storage),
    "sandbox.start": alone(namespaces.start_sandbox),
    "namespace.observe": namespaces.observe,
    "namespace.stop": alone(namespaces.stop),
    "volume.start": alone(volumes.start),
    "volume.observe": volumes.observe,
    "volume.delete": alone(volumes.delete),
    "raylet.start": alone(raylets.start),
    "raylet.observe": raylets.observe,
    "raylet.stop": alone(raylets.stop),
    "forward.start": alone(forwarding.start),
    "forward.observe": forwarding.observe,
    "forward.stop": alone(forwarding.stop),
}
