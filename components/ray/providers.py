"""The thin dynamic providers of a cluster's secrets: made once and kept, encrypted, in the stack's state.

Pulumi keeps a serialized provider in the state, perhaps over an upgrade; what is serialized is only this shim's module
name and the name of a class. Keep both.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, ResourceProvider


class _OnceProvider(ResourceProvider):
    """What is made once never differs; replacing the resource makes it anew."""

    serialize_as_secret_always = False

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=False)


class PasswordProvider(_OnceProvider):
    """A random value."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        import secrets

        from components.ray.resources import PASSWORD_BYTES

        return CreateResult(props["name"], {**props, "value": secrets.token_hex(PASSWORD_BYTES)})


class AuthorityProvider(_OnceProvider):
    """An authority for TLS."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        import datetime

        from components.ray.authority import new_authority

        made = new_authority(props["name"], datetime.datetime.now(datetime.UTC))
        return CreateResult(props["name"], {**props, **made})
