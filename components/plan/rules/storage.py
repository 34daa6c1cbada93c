"""Stores suffice for the purposes of the clusters, and promise only what their kind can keep."""

from collections.abc import Iterator

from components.plan.defaults import TARGETS_WITH_FILESYSTEMS
from components.plan.draft import Draft
from components.plan.errors import Path
from components.plan.findings import Finding

TARGETS_WITHOUT_OBJECTS = ("hosts", "kubernetes")
"""Targets that bring no object store of their own."""

NOUN_OF_KIND = {"object": "an object store", "filesystem": "a file system"}

ONLY_ONCE = {
    "registry": "training and promotion write one registry",
    "models": "promotion writes to one place",
}
"""What only one store may hold, and why."""


def training_keeps_checkpoints(draft: Draft) -> Iterator[Finding]:
    """A training run that cannot write checkpoints loses everything with its first machine."""
    yield from _purpose_needs(draft, "training", "checkpoints", "training without a place for checkpoints")


def serving_has_models(draft: Draft) -> Iterator[Finding]:
    """A serving cluster reads models and nothing else."""
    yield from _purpose_needs(draft, "serving", "models", "serving without a place for models")


def _purpose_needs(draft: Draft, purpose: str, holds: str, problem: str) -> Iterator[Finding]:
    held = [draft.at(*store, "holds") for store in draft.entries("storage")]
    if holds in held or not _holds_are_sound(draft):
        return
    for cluster in draft.entries("clusters"):
        if draft.given(*cluster, "purpose") == purpose:
            remedy = f"add {{name: {holds}, holds: {holds}, size: 10GiB}} to storage"
            yield Finding(
                (*cluster, "purpose"), problem, f"{purpose} with a store that holds {holds}", remedy
            )


def _holds_are_sound(draft: Draft) -> bool:
    """Whether it is certain what every store holds."""
    if draft.at("storage") is None or draft.at("storage") == ():
        return draft.lacks("storage")
    stores = list(draft.entries("storage"))
    return bool(stores) and all(
        draft.is_sound(*store, "holds") and draft.at(*store, "holds") for store in stores
    )


def promotion_has_one_way(draft: Draft) -> Iterator[Finding]:
    """There is one registry and one place for models, so that promotion never has to choose."""
    first_of: dict[str, Path] = {}
    for store in draft.entries("storage"):
        holds = draft.given(*store, "holds")
        if holds in ONLY_ONCE and holds in first_of:
            allowed = f"one store that holds {holds}: {ONLY_ONCE[holds]}"
            yield Finding((*store, "holds"), f"a second store for {holds}", allowed, "keep one of the two")
        if holds in ONLY_ONCE:
            first_of.setdefault(holds, store)


def objects_have_an_endpoint(draft: Draft) -> Iterator[Finding]:
    """Objects on kubernetes and hosts come from a service that is there already; nothing else has an endpoint."""
    target = draft.given("target")
    for store in draft.entries("storage"):
        endpoint = draft.given(*store, "endpoint")
        kind = draft.given(*store, "kind") or (
            "filesystem" if target in TARGETS_WITH_FILESYSTEMS else "object"
        )
        if target in TARGETS_WITHOUT_OBJECTS and kind == "object":
            certain = draft.is_sound(*store, "kind") and draft.lacks(*store, "endpoint")
            if certain and isinstance(draft.at(*store), dict):
                remedy = 'add "endpoint: https://<host>", or write kind: filesystem'
                problem = f"objects on {target} need an endpoint"
                yield Finding((*store, "endpoint"), problem, "https://<host>", remedy, "nothing")
        elif endpoint is not None and target not in (None, "local"):
            allowed = f"an endpoint for objects on {' and '.join(TARGETS_WITHOUT_OBJECTS)}"
            yield Finding(
                (*store, "endpoint"),
                f"{NOUN_OF_KIND[kind]} on {target} has no endpoint",
                allowed,
                "remove it",
            )


def only_filesystems_promise_throughput(draft: Draft) -> Iterator[Finding]:
    """An object store has no throughput that could be reserved."""
    target = draft.given("target")
    for store in draft.entries("storage"):
        kind = draft.given(*store, "kind") or (
            "filesystem" if target in TARGETS_WITH_FILESYSTEMS else "object"
        )
        sound = target is not None and draft.is_sound(*store, "kind")
        if sound and kind == "object" and draft.given(*store, "throughput") is not None:
            remedy = "remove it, or write kind: filesystem"
            yield Finding((*store, "throughput"), "objects promise no throughput", "kind: filesystem", remedy)
