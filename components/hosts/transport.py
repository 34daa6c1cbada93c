"""How the operations of the agent reach a host. This machine needs no transport; SSH will be one more class here."""

from __future__ import annotations

from typing import Any, Protocol

from components.hosts.agent.operations import OPERATIONS
from components.hosts.agent.records import HostError

LOCAL = {"kind": "local"}


class Transport(Protocol):
    """Carries one operation to a host and its result back."""

    def call(self, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Runs `operation`; secrets in `payload` never reach an argument list. Raises HostError with one sentence."""
        ...


class LocalTransport:
    """This machine: the agent's operations are called as they are."""

    def call(self, operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        """See Transport.call."""
        try:
            return OPERATIONS[operation](payload)
        except OSError as error:
            raise HostError(f"{operation}: {error}") from error


def transport_of(description: dict[str, Any]) -> Transport:
    """The transport that `description` ({"kind": ...}) names. Raises HostError for one that is not built."""
    if description.get("kind") != "local":
        raise HostError(f'transport "{description.get("kind")}" is not built yet; built: local')
    return LocalTransport()
