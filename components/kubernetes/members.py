"""The nodes of a pool: gives them its labels and taints, sees what differs, and takes away only its own.

A node's taints are one list that has many writers, so it is read, changed and written back under its version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from components.kubernetes.access import Access, Missing, NoCluster, connect
from components.kubernetes.node_changes import Change, Node, freed, given, lacking, mark, taken
from components.kubernetes.patching import patch_under_version

AT_ONCE = 8
NODES = "/api/v1/nodes"
KEPT = ("name", "labels", "annotations", "resourceVersion")


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
    kept = {mark(taint) for taint in new["taints"]}
    ended = [taint for taint in old["taints"] if mark(taint) not in kept]

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


def free(access: Access, whose: Mapping[str, str | None]) -> tuple[str, ...]:
    """Take from every node of an owner all that we gave it, and return the names of these nodes, sorted.

    `whose` are the labels by which they are known, None for one that they do not have. For what an `up` that was killed
    has given and recorded nowhere. Raises NoCluster with one sentence.
    """
    selector = ",".join(f"!{key}" if value is None else f"{key}={value}" for key, value in whose.items())
    names = sorted(node["metadata"]["name"] for node in access.listed(NODES, labelSelector=selector))
    _each(access, {name: freed(whose) for name in names})
    return tuple(names)


def differences(props: Mapping[str, Any]) -> list[str]:
    """Return one sentence for every node that is not as it should be, sorted."""
    wanted = props["nodes"]
    there = {node["metadata"]["name"]: node for node in _read(access_of(props), wanted)}
    found = [f"node {name} is gone" for name in wanted if name not in there]
    for name, node in there.items():
        if lost := lacking(wanted[name], props["taints"])(node):
            found.append(f"node {name} has lost {', '.join(lost)}")
    return sorted(found)


def _apply(access: Access, props: Mapping[str, Any]) -> None:
    _each(access, {name: given(labels, props["taints"]) for name, labels in props["nodes"].items()})


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
            pool.submit(patch_under_version, access, f"{NODES}/{name}", node, changes[name])
            for node in _read(access, changes)
            for name in [node["metadata"]["name"]]
        ]
        try:
            for task in as_completed(tasks):
                task.result()
        except NoCluster:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
