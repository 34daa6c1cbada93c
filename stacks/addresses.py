"""What a running stack is told as: the document of `status --json` and the lines of `up` and `status`."""

from collections.abc import Mapping
from typing import Any

UNKNOWN_STATE = "unknown"
"""The state of a node that was never recorded."""

MISSING_STATE = "missing"
"""The state of a node of which this machine holds nothing any more."""


def stack_document(
    stack: str, outputs: Mapping[str, Any], states: Mapping[str, str] | None
) -> dict[str, Any]:
    """Return the document of `status --json`.

    Args:
        stack: the stack's name.
        outputs: the stack's outputs.
        states: the nodes as they are now, by name; None when nobody looked, so that the recorded states stand.
    """
    clusters = []
    for cluster in outputs.get("clusters") or ():
        nodes = [{**node, "state": _state(node, states)} for node in cluster.get("nodes") or ()]
        clusters.append({**cluster, "nodes": nodes})
    beside = {key: outputs[key] for key in ("kubernetes",) if key in outputs}
    return {
        "stack": stack,
        "target": outputs.get("target"),
        "isolation": outputs.get("isolation"),
        **beside,
        "clusters": clusters,
        "stores": list(outputs.get("stores") or ()),
        "registry": outputs.get("registry"),
    }


def _state(node: Mapping[str, Any], states: Mapping[str, str] | None) -> str:
    if states is None:
        return node.get("state", UNKNOWN_STATE)
    return states.get(node.get("node", ""), MISSING_STATE)


def describe(document: Mapping[str, Any]) -> list[str]:
    """Return the lines that tell a person what runs and where."""
    lines = [f"stack {document['stack']}, target {document['target'] or 'unknown'}"]
    isolation = document.get("isolation") or {}
    if isolation.get("mode") == "none":
        lines.append(f"not isolated: {isolation.get('reason') or 'the kernel forbids namespaces'}")
    for cluster in document["clusters"]:
        state = f", {cluster['state']}" if "state" in cluster else ""
        lines.append(
            f"cluster {cluster['name']} ({cluster['purpose']}{state}): jobs and dashboard {cluster['job_api']}"
        )
        if cluster.get("serve"):
            lines.append(f"  serves on {cluster['serve']}")
        for node in cluster["nodes"]:
            lines.append(f"  {node.get('node') or node.get('pool')}: {node['state']}")
        lines += [f"  waits: {work}" for work in cluster.get("waiting") or ()]
    for store in document["stores"]:
        lines.append(f"store {store['name']} (holds {store['holds']}): {store.get('encryption', 'unknown')}")
    return lines
