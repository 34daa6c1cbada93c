"""The nodes of a pool: gives them its labels and taints, sees what differs, and takes away only its own.

A node's taints are one list that has many writers, so it is read, changed and written back under its version. An
annotation of the node tells which of them we gave: a taint that somebody else had put there for the same end stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from components.kubernetes.access import Access, Conflict, Missing, NoCluster, connect
from components.kubernetes.media_types import MERGE_PATCH
from components.topology.labels import STACK
from components.topology.node_labels import POOL_LABELS

ATTEMPTS = 10
"""Kubelets write their node every ten seconds; two writers meeting ten times in a row is a defect."""
AT_ONCE = 8
NODES = "/api/v1/nodes"
GIVEN = "groundplan-given-taints"
"""The annotation with the taints that we gave, each as <key>:<effect>, which is what makes it one of a kind."""
MANAGER = "groundplan"
KEPT = ("name", "labels", "annotations", "resourceVersion")

Node = Mapping[str, Any]
Taints = list[dict[str, str]]
Change = Callable[[Node], dict[str, Any] | None]


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
    """Give every node its labels and taints; nodes that are gone are left out, `differences` tells of them."""
    _apply(access_of(props), props)


def change(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Take what no node needs any more: all from nodes that leave the pool, from the others what is not given again."""
    access = access_of(new)
    kept = {_mark(taint) for taint in new["taints"]}
    ended = [taint for taint in old["taints"] if _mark(taint) not in kept]

    def ending(name: str) -> Change:
        labels = {
            key: value for key, value in old["nodes"][name].items() if key not in new["nodes"].get(name, {})
        }
        return taken(labels, ended if name in new["nodes"] else old["taints"], old["nodes"][name])

    _each(access, {name: ending(name) for name in old["nodes"]})
    _apply(access, new)


def release(props: Mapping[str, Any]) -> None:
    """Take from every node the labels and taints of the pool, and nothing else; nodes that are gone are left out."""
    nodes = props["nodes"]
    _each(access_of(props), {name: taken(nodes[name], props["taints"], nodes[name]) for name in nodes})


def differences(props: Mapping[str, Any]) -> list[str]:
    """Return one sentence for every node that is not as it should be, sorted."""
    wanted = props["nodes"]
    there = {node["metadata"]["name"]: node for node in _read(access_of(props), wanted)}
    found = [f"node {name} is gone" for name in wanted if name not in there]
    for name, node in there.items():
        if lacking := _lacking(wanted[name], props["taints"])(node):
            found.append(f"node {name} has lost {', '.join(lacking)}")
    return sorted(found)


def given(labels: Mapping[str, str], taints: Taints) -> Change:
    """Return the change that gives a node labels and taints, None for a node that has them.

    It raises NoCluster for a node that another stack has taken meanwhile, as when two are brought up at one time.
    """

    def changed(node: Node) -> dict[str, Any] | None:
        if not _lacking(labels, taints)(node):
            return None
        has = node["metadata"].get("labels") or {}
        if has.get(STACK, labels.get(STACK)) != labels.get(STACK):
            raise NoCluster(
                f"node {node['metadata']['name']} belongs to stack {has[STACK]} by now; take it out of one of the two"
            )
        missing = _missing(node, taints)
        patch: dict[str, Any] = {"metadata": {"labels": {k: v for k, v in labels.items() if has.get(k) != v}}}
        if missing:
            marks = _given(node) | {_mark(taint) for taint in missing}
            patch["metadata"]["annotations"] = {GIVEN: ",".join(sorted(marks))}
            patch["spec"] = {"taints": [*_taints(node), *missing]}
        return patch

    return changed


def taken(labels: Mapping[str, str], taints: Taints, pool: Mapping[str, str]) -> Change:
    """Return the change that takes labels and taints from a node, None for a node that has none of them.

    A node that another pool or stack has taken meanwhile, so that it has not the labels of `pool`, is that one's.
    """
    whose = {key: pool[key] for key in (*POOL_LABELS, STACK) if key in pool}

    def changed(node: Node) -> dict[str, Any] | None:
        has = node["metadata"].get("labels") or {}
        if any(has.get(key, value) != value for key, value in whose.items()):
            return None
        gone = {key: None for key, value in labels.items() if has.get(key) == value}
        marks = _given(node) & {_mark(taint) for taint in taints}
        if not gone and not marks:
            return None
        patch: dict[str, Any] = {"metadata": {"labels": gone}}
        if marks:
            left = _given(node) - marks
            patch["metadata"]["annotations"] = {GIVEN: ",".join(sorted(left)) or None}
            patch["spec"] = {"taints": [taint for taint in _taints(node) if _mark(taint) not in marks]}
        return patch

    return changed


def _apply(access: Access, props: Mapping[str, Any]) -> None:
    _each(access, {name: given(labels, props["taints"]) for name, labels in props["nodes"].items()})


def _lacking(labels: Mapping[str, str], taints: Taints) -> Callable[[Node], list[str]]:
    def lacking(node: Node) -> list[str]:
        has = node["metadata"].get("labels") or {}
        lost = [f"label {key}={value}" for key, value in labels.items() if has.get(key) != value]
        return [*lost, *(f"taint {_mark(taint)}" for taint in _missing(node, taints))]

    return lacking


def _read(access: Access, wanted: Mapping[str, Any]) -> Iterator[Node]:
    """Yield what matters of those nodes that exist: a few one by one, many from the list of all, a page at a time."""
    if len(wanted) > AT_ONCE:
        yield from (_essence(node) for node in access.listed(NODES) if node["metadata"]["name"] in wanted)
        return
    for name in wanted:
        try:
            yield _essence(access.get(f"{NODES}/{name}"))
        except Missing:
            continue


def _essence(node: Node) -> Node:
    """Return a node without its list of images and the rest: a thousand of them are held at once."""
    return {
        "metadata": {key: node["metadata"].get(key) for key in KEPT},
        "spec": {"taints": node["spec"].get("taints")},
    }


def _each(access: Access, changes: Mapping[str, Change]) -> None:
    """Make the changes, several at once; the first that fails ends those that have not begun."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tasks = [
            pool.submit(_change, access, node, changes[node["metadata"]["name"]])
            for node in _read(access, changes)
        ]
        try:
            for task in as_completed(tasks):
                task.result()
        except NoCluster:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _change(access: Access, node: Node, change_of: Change) -> None:
    path = f"{NODES}/{node['metadata']['name']}"
    for attempt in range(ATTEMPTS):
        patch = change_of(node)
        if patch is None:
            return
        patch["metadata"]["resourceVersion"] = node["metadata"]["resourceVersion"]
        try:
            access.request("PATCH", path, body=patch, content=MERGE_PATCH, fieldManager=MANAGER)
            return
        except Missing:
            return
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
        try:
            node = access.get(path)
        except Missing:
            return


def _taints(node: Node) -> Taints:
    return node["spec"].get("taints") or []


def _missing(node: Node, taints: Taints) -> Taints:
    """Return those taints in whose place a node has none: it has one of a key and an effect."""
    there = {_mark(taint) for taint in _taints(node)}
    return [dict(taint) for taint in taints if _mark(taint) not in there]


def _given(node: Node) -> set[str]:
    marks = (node["metadata"].get("annotations") or {}).get(GIVEN, "")
    return set(filter(None, marks.split(",")))


def _mark(taint: Mapping[str, str]) -> str:
    return f"{taint['key']}:{taint['effect']}"
