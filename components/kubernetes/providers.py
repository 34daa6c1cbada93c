"""The thin dynamic providers of what the target itself makes in a cluster: each method calls the code of today.

As in `components/hosts/providers.py`, what Pulumi serializes into the state is these shims' module name only. Keep it.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any, ClassVar

import pulumi
from pulumi import dynamic
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, ResourceProvider, UpdateResult
from pulumi.runtime.rpc import UNKNOWN

HANDED_OVER = "handed_over"
"""The kubeconfig of a cluster that its platform handed over; a secret."""
WHERE = ("kubeconfig", "context", HANDED_OVER)
"""Where the cluster is found: among what a change is seen by, so that the state knows the way of now."""


class _ThinProvider(ResourceProvider):
    """Create, read, update and delete, done by `code`, of what has the name `key` in its cluster."""

    serialize_as_secret_always = False
    code: ClassVar[str]
    key: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]]

    def _ask(self, what: str, *props: dict[str, Any]) -> Any:
        from components.kubernetes.access import NoCluster

        sys.tracebacklimit = 0  # Pulumi prints `traceback.format_exc()`: with this, the message alone
        try:
            return getattr(importlib.import_module(self.code), what)(*props)
        except NoCluster as error:
            error.__cause__ = None  # its sentence tells the cause, which would be printed before it
            raise

    def create(self, props: dict[str, Any]) -> CreateResult:
        self._ask("apply", props)
        return CreateResult(props["identity"] + "/" + props[self.key], {**props, "drift": []})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        # With the identity of now: a stack that was made on another cluster is refused before anything is changed.
        drift = self._ask("differences", {**news, "identity": olds["identity"]})
        same = all(olds.get(key) == news.get(key) for key in (*WHERE, *self.inputs))
        return DiffResult(changes=not same or bool(drift))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        return ReadResult(id_, {**props, "drift": self._ask("differences", props)})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        self._ask("change", olds, news)
        return UpdateResult({**news, "drift": []})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        self._ask("release", props)


class MembersProvider(_ThinProvider):
    """What makes nodes members of a pool."""

    code, key, inputs = "components.kubernetes.members", "pool", ("pool", "nodes", "taints")


class _InAnyClusterProvider(_ThinProvider):
    """Of what is made in a cluster that was there, or in one that its platform hands over."""

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        if news.get(HANDED_OVER) is None:
            return super().diff(_id, olds, news)
        # Also where it is not known yet: they come anew with their cluster.
        if olds["identity"] != news["identity"]:
            return DiffResult(changes=True, replaces=["identity"])
        if news[HANDED_OVER] == UNKNOWN:
            return DiffResult(changes=True)
        return super().diff(_id, olds, news)


class DefinitionsProvider(_InAnyClusterProvider):
    """The definitions of an operator's kinds."""

    code, key, inputs = "components.kubernetes.definitions", "operator", ("operator", "kinds")


class KeptVolumesProvider(_InAnyClusterProvider):
    """Whether volumes outlive their claims."""

    code, key = "components.kubernetes.reclaiming", "of"
    inputs = ("is_kept", "classes", "namespaces")


class DrainProvider(_ThinProvider):
    """The end of what stands in a cluster; of another cluster's it is another one."""

    code, key = "components.kubernetes.draining", "plan"
    inputs = ("whose", "namespaces", "kept_nodes", "limit_s")

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        # What the engine does not know yet differs as well: a cluster that is to be made anew goes after its drain.
        replaces = ["identity"] if olds["identity"] != news["identity"] else []
        return DiffResult(changes=bool(replaces) or super().diff(_id, olds, news).changes, replaces=replaces)


class PoolNodes(dynamic.Resource, module="kubernetes", name="PoolNodes"):
    """The nodes of one pool; `drift` tells in sentences what a refresh found changed."""

    drift: pulumi.Output[list[str]]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(MembersProvider(), name, {"drift": None, **props}, opts)


class CustomKinds(dynamic.Resource, module="kubernetes", name="CustomKinds"):
    """The definitions of an operator's kinds; `drift` tells in sentences what a refresh found changed."""

    drift: pulumi.Output[list[str]]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(DefinitionsProvider(), name, {"drift": None, **props}, opts)


class KeptVolumes(dynamic.Resource, module="kubernetes", name="KeptVolumes"):
    """Whether volumes outlive their claims; `drift` tells in sentences what a refresh found changed."""

    drift: pulumi.Output[list[str]]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(KeptVolumesProvider(), name, {"drift": None, **props}, opts)


class Drain(dynamic.Resource, module="kubernetes", name="Drain"):
    """What a cluster waits for before it goes: that nothing in it holds disks, load balancers or nodes any more."""

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(DrainProvider(), name, {"drift": None, **props}, opts)
