"""Where in a plan stands what a pack says of a resource: at what waivers would be held to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from components.plan.errors import Path
from components.plan.tree import Tree
from policies.judge.waivers import Waivers
from stacks.checking.finding import WHOLE, place_of
from stacks.checking.report import Finding, Place

if TYPE_CHECKING:
    from components.plan.model import Plan

BLOCKS = {"network": "network", "firewall": "network", "endpoints": "network", "keys": "encryption"}
"""First part of a name of what all clusters and stores share -> the field of the plan that decides it."""


def placed(findings: Iterable[Finding], plan: Plan, tree: Tree) -> Iterator[Finding]:
    """Yield the findings, each about a resource at what in the plan names it, or at the plan's first line."""
    names = _paths_of_names(plan)
    waivers = Waivers(plan=plan.name, names=frozenset(names))

    @cache
    def place(logical_name: str) -> Place:
        path = _path(logical_name, names, waivers) or _block(logical_name, tree)
        return place_of(path, tree) if path else WHOLE

    for finding in findings:
        if finding.place is None and finding.resource:
            yield replace(finding, place=place(finding.resource.rpartition(" ")[2]))
        else:
            yield finding


def _paths_of_names(plan: Plan) -> Mapping[str, Path]:
    """Return name -> path, what is smaller first: a pool says more than its cluster, and a store than who uses it."""
    clusters = [(("clusters", at), each) for at, each in enumerate(plan.clusters)]
    pools: dict[str, Path] = {
        f"{cluster.name}/{pool.name}": (*path, "pools", at)
        for path, cluster in clusters
        for at, pool in enumerate(cluster.pools)
    }
    stores: dict[str, Path] = {store.name: ("storage", at) for at, store in enumerate(plan.storage)}
    of_clusters: dict[str, Path] = {cluster.name: path for path, cluster in clusters}
    return {**pools, **stores, **of_clusters}


def _path(logical_name: str, names: Mapping[str, Path], waivers: Waivers) -> Path:
    return next((path for name, path in names.items() if waivers.covers(name, logical_name)), ())


def _block(logical_name: str, tree: Tree) -> Path:
    block = BLOCKS.get(logical_name.partition("-")[0])
    return (block,) if block and isinstance(tree.value, dict) and block in tree.value else ()
