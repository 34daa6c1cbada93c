"""The nodes of a pool: gives them its labels and taints, sees what differs, and takes away only its own.

A node's taints are one list that has many writers, so it is read, changed and written back under its version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from components.kubernetes.access import Access, Conflict, Missing, NoCluster, connect

ATTEMPTS = 10
"""Kubelets write their node every ten seconds; two writers meeting ten times in a row is a defect."""
AT_ONCE = 8
MERGE_PATCH = "application/merge-patch+json"

Change = Callable[[Mapping[str, Any]], dict[str, Any] | None]


def access_of(props: Mapping[str, Any]) -> Access:
    """Return the access to the cluster that a pool's nodes belong to. Raises NoCluster where another one answers."""
    access = connect(props.get("kubeconfig"), props.get("context"))
    identity = access.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    if identity != props["identity"]:
        raise NoCluster(
            f"context {access.context} leads to another cluster than the one that this stack was made on; "
            "set groundplan:context to the one that was meant"
        )
    return access


def apply(props: Mapping[str, Any]) -> None:
    """Give every node its labels and taints."""
    access = access_of(props)
    _each(access, props["nodes"], lambda name: given(props["nodes"][name], props["taints"]))


def release(props: Mapping[str, Any]) -> None:
    """Take from every node the labels and taints of the pool, and nothing else; nodes that are gone are left out."""
    access = access_of(props)
    _each(access, props["nodes"], lambda name: taken(props["nodes"][name], props["taints"]))


def differences(props: Mapping[str, Any]) -> list[str]:
    """Return one sentence for every node that is not as it should be, sorted."""
    access = access_of(props)
    found = []
    for name, labels in sorted(props["nodes"].items()):
        try:
            node = access.get(f"/api/v1/nodes/{name}")
        except Missing:
            found.append(f"node {name} is gone")
            continue
        if given(labels, props["taints"])(node) is not None:
            found.append(f"node {name} has lost labels or taints of its pool")
    return found


def given(labels: Mapping[str, str], taints: list[dict[str, str]]) -> Change:
    """Return the change that gives a node labels and taints, None for a node that has them."""

    def change(node: Mapping[str, Any]) -> dict[str, Any] | None:
        has = node["metadata"].get("labels") or {}
        lacking = {key: value for key, value in labels.items() if has.get(key) != value}
        old = node["spec"].get("taints") or []
        new = [taint for taint in old if not _is_one_of(taint, taints)] + taints
        missing = [taint for taint in taints if not any(_same(taint, each) for each in old)]
        if not lacking and not missing:
            return None
        return {"metadata": {"labels": lacking}, **({"spec": {"taints": new}} if missing else {})}

    return change


def taken(labels: Mapping[str, str], taints: list[dict[str, str]]) -> Change:
    """Return the change that takes labels and taints from a node, None for a node that has none of them."""

    def change(node: Mapping[str, Any]) -> dict[str, Any] | None:
        has = node["metadata"].get("labels") or {}
        gone = {key: None for key, value in labels.items() if has.get(key) == value}
        old = node["spec"].get("taints") or []
        left = [taint for taint in old if not any(_same(taint, each) for each in taints)]
        if not gone and len(left) == len(old):
            return None
        return {"metadata": {"labels": gone}, **({"spec": {"taints": left}} if len(left) < len(old) else {})}

    return change


def _each(access: Access, nodes: Mapping[str, Any], change_of: Callable[[str], Change]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda name: _change(access, name, change_of(name)), sorted(nodes)))


def _change(access: Access, name: str, change: Change) -> None:
    path = f"/api/v1/nodes/{name}"
    for attempt in range(ATTEMPTS):
        try:
            node = access.get(path)
            patch = change(node)
            if patch is None:
                return
            patch["metadata"]["resourceVersion"] = node["metadata"]["resourceVersion"]
            access.request("PATCH", path, body=patch, content=MERGE_PATCH)
            return
        except Missing:
            return
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise


def _is_one_of(taint: Mapping[str, str], taints: list[dict[str, str]]) -> bool:
    """Whether it stands in the place of one of `taints`: a node has one taint of a key and an effect."""
    return any(taint["key"] == each["key"] and taint["effect"] == each["effect"] for each in taints)


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(key, "") == other.get(key, "") for key in ("key", "value", "effect"))
