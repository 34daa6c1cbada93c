"""The workloads' code in a ConfigMap, for pods that no command of ours can bring it to: jobs that start later."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.kubernetes.media_types import MERGE_PATCH
from components.workload_code import ARCHIVE
from stacks.cli.failures import Refused
from stacks.code_package import pack_workloads

if TYPE_CHECKING:
    from components.kubernetes.access import Access

LARGEST_BYTES = 1_000_000
"""The API server takes objects of 1 MiB, names and encoding aside (Kubernetes documentation, "ConfigMaps")."""


def code_manifest(name: str, namespace: str, owner: Mapping[str, Any], project_root: Path) -> dict[str, Any]:
    """Return the ConfigMap with the code; it goes away with its owner, once the API server has that.

    Args:
        name: its name.
        namespace: its owner's namespace.
        owner: the object that uses it; without a UID, as it is going to be made.
        project_root: the checkout.

    Raises:
        Refused: the code is too large for it.
    """
    _, archive = pack_workloads(project_root)
    if len(archive) > LARGEST_BYTES:
        raise Refused(
            f"workloads/ packs to {len(archive)} bytes, and a ConfigMap takes {LARGEST_BYTES}; keep data out of it, or "
            "submit without --queued, which has no such bound"
        )
    found = owner["metadata"]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": dict(found.get("labels") or {}),
            "ownerReferences": [reference(owner)] if "uid" in found else [],
        },
        "binaryData": {ARCHIVE: base64.b64encode(archive).decode("ascii")},
    }


def bring_code(
    access: "Access", name: str, namespace: str, owner: Mapping[str, Any], project_root: Path
) -> None:
    """Make the ConfigMap; pods that mount it wait for it. Raises NoCluster."""
    manifest = code_manifest(name, namespace, owner, project_root)
    access.request("POST", f"/api/v1/namespaces/{namespace}/configmaps", body=manifest)


def give_owner(access: "Access", name: str, namespace: str, owner: Mapping[str, Any]) -> None:
    """Let a ConfigMap that was made before its owner go away with it. Raises NoCluster."""
    change = {"metadata": {"ownerReferences": [reference(owner)]}}
    access.request(
        "PATCH", f"/api/v1/namespaces/{namespace}/configmaps/{name}", body=change, content=MERGE_PATCH
    )


def reference(owner: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an object says of its owner, with which it goes away."""
    found = owner["metadata"]
    return {
        "apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": found["name"], "uid": found["uid"],
    }  # fmt: skip
