"""The thin dynamic provider of a cluster's authority: made once and kept, encrypted, in the stack's state.

Pulumi keeps a serialized provider in the state, perhaps over an upgrade; what is serialized is only this shim's module
name and the name of a class. Keep both.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, ResourceProvider


class AuthorityProvider(ResourceProvider):
    """An authority for TLS; once made it never differs, replacing the resource makes it anew."""

    serialize_as_secret_always = False

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=False)

    def create(self, props: dict[str, Any]) -> CreateResult:
        import datetime

        from components.ray.authority import new_authority

        made = new_authority(props["name"], datetime.datetime.now(datetime.UTC))
        return CreateResult(props["name"], {**props, **made})
