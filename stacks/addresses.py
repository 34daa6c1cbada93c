"""What a running stack is told as: the document of `status --json` and the lines of `up` and `status`."""

from collections.abc import Mapping
from typing import Any

UNKNOWN_STATE = "unknown"
"""The state of a node that this machine cannot see."""


def stack_document(stack: str, outputs: Mapping[str, Any], states: Mapping[str, str]) -> dict[str, Any]:
    """Return the document of `status --json`.

    Args:
        stack: the stack's name.
        outputs: the stack's outputs.
        states: the nodes as they are now, by name; a node that is not there keeps its recorded state.
    """
    clusters = []
    for cluster in outputs.get("clusters") or ():
        nodes = [
            {**node, "state": states.get(node.get("node", ""), node.get("state", UNKNOWN_STATE))}
            for node in cluster.get("nodes") or ()
        ]
        clusters.append({**cluster, "nodes": nodes})
    return {
        "stack": stack,
        "target": outputs.get("target"),
        "isolation": outputs.get("isolation"),
        "clusters": clusters,
        "stores": list(outputs.get("stores") or ()),
        "registry": outputs.get("registry"),
    }


def describe(document: Mapping[str, Any]) -> list[str]:
    """Return the lines that tell a person what runs and where."""
    lines = [f"stack {document['stack']}, target {document['target'] or 'unknown'}"]
    isolation = document.get("isolation") or {}
    if isolation.get("mode") == "none":
        lines.append(f"not isolated: {isolation.get('reason') or 'the kernel forbids namespaces'}")
    for cluster in document["clusters"]:
        lines.append(
            f"cluster {cluster['name']} ({cluster['purpose']}): jobs and dashboard {cluster['job_api']}"
        )
        if cluster.get("serve"):
            lines.append(f"  serves on {cluster['serve']}")
        for node in cluster["nodes"]:
            lines.append(f"  {node.get('node') or node.get('pool')}: {node['state']}")
    for store in document["stores"]:
        lines.append(f"store {store['name']} (holds {store['holds']}): {store.get('encryption', 'unknown')}")
    return lines
