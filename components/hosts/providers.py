"""The thin dynamic providers: each method imports the code of today and calls it.

Pulumi keeps a serialized provider in the state and runs it at `destroy`, perhaps after an upgrade; what is serialized
is only this shim's module name and the name of a kind. Keep both.
"""

from __future__ import annotations

import sys
from typing import Any

from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, ResourceProvider, UpdateResult


class KindProvider(ResourceProvider):
    """Create, read, update and delete of one kind of thing on a host."""

    serialize_as_secret_always = False

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        return CheckResult(news, [])

    def create(self, props: dict[str, Any]) -> CreateResult:
        from components.hosts import lifecycle

        _show_no_traceback()
        return CreateResult(lifecycle.resource_id(props), lifecycle.start(self.kind, props))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        from components.hosts import lifecycle

        _show_no_traceback()
        changes, replaces = lifecycle.difference(self.kind, olds, news)
        return DiffResult(changes=changes, replaces=replaces, delete_before_replace=True)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        from components.hosts import lifecycle

        _show_no_traceback()
        return ReadResult(id_, lifecycle.observe(self.kind, props))

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        from components.hosts import lifecycle

        _show_no_traceback()
        return UpdateResult(lifecycle.start(self.kind, news))

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        from components.hosts import lifecycle

        _show_no_traceback()
        lifecycle.stop(self.kind, props)


class SecretProvider(ResourceProvider):
    """A random value that is made once and kept, encrypted, in the stack's state."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        from components.hosts import lifecycle

        return CreateResult(lifecycle.resource_id(props), lifecycle.new_secret(props))

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=False)


def _show_no_traceback() -> None:
    """Pulumi prints `traceback.format_exc()` of what a provider raises; with this limit that is the message alone."""
    sys.tracebacklimit = 0
