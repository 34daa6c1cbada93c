"""Random secrets of a stack: made once, kept encrypted in its state, and never shown."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider

BYTES = 32
"""256 bits, in hexadecimal: no character that a configuration file, an address or a shell reads as something else."""


class PasswordProvider(ResourceProvider):
    """Makes a value at first, and never another one; what Pulumi serializes is this module's and class's name."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        import secrets

        return CreateResult(props["name"], {**props, "value": secrets.token_hex(BYTES)})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=False)


class Password(Resource, module="groundplan", name="Password"):
    """A random password, token or key; `value` is a Pulumi secret."""

    value: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        hidden = pulumi.ResourceOptions(additional_secret_outputs=["value"])
        props = {"name": name, "value": None}
        super().__init__(PasswordProvider(), name, props, pulumi.ResourceOptions.merge(opts, hidden))
