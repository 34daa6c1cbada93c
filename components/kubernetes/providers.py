"""The thin dynamic provider of a pool's nodes: each method imports the code of today and calls it.

As in `components/hosts/providers.py`, what Pulumi serializes into the state is this shim's module name only. Keep it.
"""

from __future__ import annotations

import sys
from typing import Any

import pulumi
from pulumi import dynamic
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, ResourceProvider, UpdateResult

INPUTS = ("kubeconfig", "context", "pool", "nodes", "taints")
"""What a change is seen by; where the cluster is found is among them, so that the state knows the way of now."""


class MembersProvider(ResourceProvider):
    """Create, read, update and delete of what makes nodes members of a pool."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        from components.kubernetes import members

        sys.tracebacklimit = 0  # Pulumi prints `traceback.format_exc()`: with this, the message alone
        members.apply(props)
        return CreateResult(props["identity"] + "/" + props["pool"], {**props, "drift": []})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        from components.kubernetes import members

        sys.tracebacklimit = 0
        # With the identity of now: a stack that was made on another cluster is refused before anything is changed.
        drift = members.differences({**news, "identity": olds["identity"]})
        same = all(olds.get(key) == news.get(key) for key in INPUTS)
        return DiffResult(changes=not same or bool(drift))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        from components.kubernetes import members

        sys.tracebacklimit = 0
        return ReadResult(id_, {**props, "drift": members.differences(props)})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        from components.kubernetes import members

        sys.tracebacklimit = 0
        members.change(olds, news)
        return UpdateResult({**news, "drift": []})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        from components.kubernetes import members

        sys.tracebacklimit = 0
        members.release(props)


class PoolNodes(dynamic.Resource, module="kubernetes", name="PoolNodes"):
    """The nodes of one pool; `drift` tells in sentences what a refresh found changed."""

    drift: pulumi.Output[list[str]]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(MembersProvider(), name, {"drift": None, **props}, opts)
