"""The operations of the agent by name: what a transport can ask of a host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.hosts.agent import devices, forwarding, namespaces, raylets, volumes

Operation = Callable[[dict[str, Any]], dict[str, Any]]

OPERATIONS: dict[str, Operation] = {
    "facts": devices.facts,
    "storage.start": namespaces.start_storage,
    "sandbox.start": namespaces.start_sandbox,
    "namespace.observe": namespaces.observe,
    "namespace.stop": namespaces.stop,
    "volume.start": volumes.start,
    "volume.observe": volumes.observe,
    "volume.delete": volumes.delete,
    "raylet.start": raylets.start,
    "raylet.observe": raylets.observe,
    "raylet.stop": raylets.stop,
    "forward.start": forwarding.start,
    "forward.observe": forwarding.observe,
    "forward.stop": forwarding.stop,
}
