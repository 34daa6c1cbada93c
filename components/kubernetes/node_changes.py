"""What changes of a node when a pool takes it, lets it go, or has lost it: pure, each the patch of one node.

Annotations of the node tell what we gave: a taint that somebody else had put there for the same end stays, and labels
whose names are others', such as how GPUs are divided, go when the node is freed without any record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components.kubernetes.access import NoCluster
from components.topology.labels import PREFIX, STACK
from components.topology.node_labels import POOL_LABELS

GIVEN = "groundplan-given-taints"
"""The annotation with the taints that we gave, each as <key>:<effect>, which is what makes it one of a kind."""
GIVEN_LABELS = "groundplan-given-labels"
"""The annotation with the keys of labels that we gave and that do not tell it by their names."""

Node = Mapping[str, Any]
Taints = list[dict[str, str]]
Change = Callable[[Node], dict[str, Any] | None]


def given(labels: Mapping[str, str], taints: Taints) -> Change:
    """Return the change that gives a node labels and taints, None for a node that has them.

    It raises NoCluster for a node that another stack has taken meanwhile, as when two are brought up at one time.
    """

    def changed(node: Node) -> dict[str, Any] | None:
        if not lacking(labels, taints)(node):
            return None
        has = node["metadata"].get("labels") or {}
        if has.get(STACK, labels.get(STACK)) != labels.get(STACK):
            raise NoCluster(
                f"node {node['metadata']['name']} belongs to stack {has[STACK]} by now; take it out of one of the two"
            )
        missing = _missing(node, taints)
        new = {key: value for key, value in labels.items() if has.get(key) != value}
        notes: dict[str, str | None] = {}
        if others := {key for key in new if not _is_named_ours(key)}:
            notes[GIVEN_LABELS] = _joined(_noted(node, GIVEN_LABELS) | others)
        if missing:
            notes[GIVEN] = _joined(_noted(node, GIVEN) | {mark(taint) for taint in missing})
        return _patch(new, notes, [*_taints(node), *missing] if missing else None)

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
        marks = _noted(node, GIVEN) & {mark(taint) for taint in taints}
        if not gone and not marks:
            return None
        return _taking(node, gone, marks)

    return changed


def freed(whose: Mapping[str, str | None]) -> Change:
    """Return the change that takes from a node everything that we gave it, None for a node that is not `whose`."""

    def changed(node: Node) -> dict[str, Any] | None:
        has = node["metadata"].get("labels") or {}
        if any(has.get(key) != value for key, value in whose.items()):
            return None
        given_labels = {key for key in has if _is_named_ours(key)} | (_noted(node, GIVEN_LABELS) & has.keys())
        return _taking(node, dict.fromkeys(given_labels), _noted(node, GIVEN))

    return changed


def _taking(node: Node, labels: Mapping[str, None], marks: set[str]) -> dict[str, Any]:
    """Return the patch that takes labels, and the taints with these marks, with what the annotations tell of them."""
    notes: dict[str, str | None] = {}
    if named := _noted(node, GIVEN_LABELS) & labels.keys():
        notes[GIVEN_LABELS] = _joined(_noted(node, GIVEN_LABELS) - named)
    if marks:
        notes[GIVEN] = _joined(_noted(node, GIVEN) - marks)
    left = [taint for taint in _taints(node) if mark(taint) not in marks]
    return _patch(labels, notes, left if marks else None)


def _patch(
    labels: Mapping[str, str | None], annotations: Mapping[str, str | None], taints: Taints | None
) -> dict[str, Any]:
    metadata = {"labels": dict(labels), **({"annotations": dict(annotations)} if annotations else {})}
    return {"metadata": metadata, **({} if taints is None else {"spec": {"taints": taints}})}


def lacking(labels: Mapping[str, str], taints: Taints) -> Callable[[Node], list[str]]:
    """Return what tells what a node lacks of labels and taints, in words."""

    def found(node: Node) -> list[str]:
        has = node["metadata"].get("labels") or {}
        lost = [f"label {key}={value}" for key, value in labels.items() if has.get(key) != value]
        return [*lost, *(f"taint {mark(taint)}" for taint in _missing(node, taints))]

    return found


def _taints(node: Node) -> Taints:
    return node["spec"].get("taints") or []


def _missing(node: Node, taints: Taints) -> Taints:
    """Return those taints in whose place a node has none: it has one of a key and an effect."""
    there = {mark(taint) for taint in _taints(node)}
    return [dict(taint) for taint in taints if mark(taint) not in there]


def _noted(node: Node, annotation: str) -> set[str]:
    noted = (node["metadata"].get("annotations") or {}).get(annotation, "")
    return set(filter(None, noted.split(",")))


def _joined(notes: set[str]) -> str | None:
    return ",".join(sorted(notes)) or None


def _is_named_ours(label: str) -> bool:
    return label.startswith(f"{PREFIX}-")


def mark(taint: Mapping[str, str]) -> str:
    """Return what makes a taint one of a kind on a node."""
    return f"{taint['key']}:{taint['effect']}"
