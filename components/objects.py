"""Kubernetes objects as Pulumi resources: one class for every kind. It renders nothing and knows no cluster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pulumi

Manifest = Mapping[str, Any]
"""One Kubernetes object as the API server takes it; a secret value may be a Pulumi output."""

WAIT_FOR = "pulumi.com/waitFor"
"""The annotation by which the provider waits for a condition or JSON path of an object before it counts as made."""


class KubernetesObject(pulumi.CustomResource):
    """One object of a cluster, declared as its manifest says."""

    def __init__(self, name: str, manifest: Manifest, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(token_of(manifest), name, dict(manifest), opts)


def token_of(manifest: Manifest) -> str:
    """Return the type by which the provider knows the kind of a manifest.

    >>> token_of({"apiVersion": "v1", "kind": "Namespace"})
    'kubernetes:core/v1:Namespace'
    """
    version = str(manifest["apiVersion"])
    return f"kubernetes:{version if '/' in version else f'core/{version}'}:{manifest['kind']}"


def logical_name(manifest: Manifest) -> str:
    """Return the name of a manifest's resource in the stack: kind, namespace if it has one, and name."""
    metadata = manifest["metadata"]
    kind = str(manifest["kind"]).lower()
    parts = [kind, *([metadata["namespace"]] if "namespace" in metadata else []), metadata["name"]]
    return "-".join(parts)


def declare(
    manifests: Iterable[Manifest], opts: pulumi.ResourceOptions | None = None
) -> list[KubernetesObject]:
    """Declare every manifest under its logical name."""
    return [KubernetesObject(logical_name(manifest), manifest, opts) for manifest in manifests]
