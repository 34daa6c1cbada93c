"""The thin dynamic provider of a cluster's authorities, which are kept, encrypted, in the stack's state.

Pulumi keeps a serialized provider in the state, perhaps over an upgrade; what is serialized is only this shim's module
name and the name of a class. Keep both.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, ResourceProvider, UpdateResult

from components.authorities.clock import now


class AuthorityProvider(ResourceProvider):
    """The authorities of a cluster; an `up` in the last term of the one that signs lets the next one sign."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        from components.authorities.authority import new_authority

        return CreateResult(props["name"], {**props, **new_authority(props["name"], now())})

    def diff(self, _id: str, olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        from components.authorities.renewal import is_due

        return DiffResult(changes="ends" not in olds or is_due(olds["ends"], now()))

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        from components.authorities.authority import renewed

        return UpdateResult({**news, **renewed(olds, news["name"], now())})
