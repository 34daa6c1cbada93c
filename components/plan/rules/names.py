"""Names are unique, free, and refer to something."""

from collections.abc import Iterable, Iterator
from typing import Any

from components.plan.draft import Draft
from components.plan.errors import Path, print_path
from components.plan.findings import Finding
from components.plan.suggestions import did_you_mean

RESERVED_NAMES = {
    "promotion": "the identity that carries models to serving",
    "operator": "whoever drives the command line",
    "client": "whoever asks a served model",
}
"""Ends of rights and flows that are no clusters; an identity is named like its cluster, so none may have these."""

REGISTRY = "registry"
"""The store that a plan with training gets when none holds the registry."""


def names_are_unique(draft: Draft) -> Iterator[Finding]:
    """No two stores, clusters, workloads, queues, or pools of one cluster share a name."""
    lists: list[Path] = [("storage",), ("clusters",), ("workloads",), ("queues",)]
    lists += [(*cluster, "pools") for cluster in draft.entries("clusters")]
    for path in lists:
        first_of: dict[str, Path] = {}
        for entry in draft.entries(*path):
            name = draft.given(*entry, "name")
            if not isinstance(name, str):
                continue
            if name in first_of:
                remedy = f"rename it: {print_path(first_of[name])} has this name"
                yield Finding(
                    (*entry, "name"), "this name is taken", f"a name once in {print_path(path)}", remedy
                )
            first_of.setdefault(name, entry)


def names_are_free(draft: Draft) -> Iterator[Finding]:
    """No cluster is named like another end of rights and flows, and no other store like the registry."""
    for cluster in draft.entries("clusters"):
        name = draft.given(*cluster, "name")
        if isinstance(name, str) and name in RESERVED_NAMES:
            allowed = f"any other name; {name} is {RESERVED_NAMES[name]}"
            yield Finding((*cluster, "name"), "a reserved name", allowed, "rename the cluster")
    for store in draft.entries("storage"):
        holds = draft.given(*store, "holds")
        if draft.given(*store, "name") == REGISTRY and holds not in (None, REGISTRY):
            allowed = f"any other name; {REGISTRY} is the store that holds the registry"
            yield Finding(
                (*store, "name"), "a reserved name", allowed, f"rename the store, or write holds: {REGISTRY}"
            )


def workloads_name_a_cluster(draft: Draft) -> Iterator[Finding]:
    """A workload runs on a cluster of the plan."""
    names = _texts(draft.at(*cluster, "name") for cluster in draft.entries("clusters"))
    for workload in draft.entries("workloads"):
        yield from _reference(draft, (*workload, "cluster"), names, "no cluster has this name")


def waivers_name_a_resource(draft: Draft) -> Iterator[Finding]:
    """A waiver is for the plan itself, or one of its clusters, pools or stores."""
    names = [draft.at("name")]
    names += [draft.at(*store, "name") for store in draft.entries("storage")]
    for cluster in draft.entries("clusters"):
        name = draft.at(*cluster, "name")
        names += [name, *(f"{name}/{draft.at(*pool, 'name')}" for pool in draft.entries(*cluster, "pools"))]
    known = _texts(names)
    for waiver in draft.entries("waivers"):
        yield from _reference(draft, (*waiver, "resource"), known, "nothing in this plan has this name")


def waivers_are_given_once(draft: Draft) -> Iterator[Finding]:
    """A rule is waived once for a resource: of two ends, nobody could say which one holds."""
    first_of: dict[tuple[str, str], Path] = {}
    for waiver in draft.entries("waivers"):
        rule, resource = draft.given(*waiver, "rule"), draft.given(*waiver, "resource")
        if not isinstance(rule, str) or not isinstance(resource, str):
            continue
        if (rule, resource) in first_of:
            remedy = f"remove it, or change {print_path(first_of[rule, resource])}"
            yield Finding(
                (*waiver, "rule"), "already waived for this resource", "a rule once for a resource", remedy
            )
        first_of.setdefault((rule, resource), waiver)


def _texts(names: Iterable[Any]) -> list[str]:
    """Return what can be a name, in order; a draft may hold anything in its place."""
    return sorted({name for name in names if isinstance(name, str)})


def _reference(draft: Draft, path: Path, known: list[str], problem: str) -> Iterator[Finding]:
    given = draft.given(*path)
    if isinstance(given, str) and given not in known:
        allowed = ", ".join(known) or "nothing, none is named"
        yield Finding(path, problem, allowed, did_you_mean(given, known) or "name one of these, or add it")
