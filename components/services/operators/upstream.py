"""The manifests of KubeRay and Kueue as upstream ships them, and the changes that both of them get."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from components.containers import SECURITY
from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.beside_pools import beside_pools
from components.services.isolation.namespaces import pod_security
from components.services.operators.refresh import committed
from components.topology.model import Topology
from components.topology.places import metadata

Document = dict[str, Any]
CLUSTER_WIDE = frozenset(
    {
        *("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"),
        *("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    }
)
"""Kinds that have no namespace."""


@functools.cache
def _lines(operator: str) -> tuple[str, ...]:
    return tuple(committed(operator).read_text(encoding="utf-8").splitlines())


def documents(operator: str) -> list[Document]:
    """Return every manifest of an operator, fresh, so that it may be changed."""
    return [json.loads(line) for line in _lines(operator)]


def definitions(operator: str, storage_version: str | None = None) -> list[Document]:
    """Return the definitions of an operator's kinds without descriptions; with `storage_version` that one alone.

    A description is text for `kubectl explain`, and every stack would carry 0.7 MB of it in its state.
    """
    found = []
    for document in documents(operator):
        if document["kind"] == "CustomResourceDefinition":
            spec = document["spec"]
            spec["versions"] = [
                version
                for version in spec["versions"]
                if storage_version is None or version["name"] == storage_version
            ]
            for version in spec["versions"]:
                version["schema"] = without_descriptions(version["schema"])
            found.append(document)
    return found


def without_descriptions(schema: Any) -> Any:
    """Return a schema without its descriptions; a property that has the name `description` stays."""
    if isinstance(schema, list):
        return [without_descriptions(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: without_descriptions(part) for name, part in value.items()}
        if key in {"properties", "patternProperties"}
        else without_descriptions(value)
        for key, value in schema.items()
        if not (key == "description" and isinstance(value, str))
    }


def labels_of(topology: Topology) -> dict[str, str]:
    """Return the labels of every object of a plan; the pods of an operator have `labels_below`."""
    return metadata(topology, "any")["labels"]


def operator_namespace(topology: Topology, platform: KubernetesPlatform, name: str) -> Document:
    """Return the namespace of an operator; its pods need no more than `restricted` allows."""
    labels = pod_security("restricted", platform.version)
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata(topology, name, more_labels=labels)}


def placed(
    document: Document, namespace: str, labels: Mapping[str, str], rename: Callable[[str], str] = str
) -> Document:
    """Return a manifest in its namespace, with labels, and with `rename` applied to its name and to what it names.

    Definitions keep their names: a definition's name is its kind and group.
    """
    kind, metadata = document["kind"], document["metadata"]
    metadata["labels"] = {**metadata.get("labels", {}), **labels}
    if kind != "CustomResourceDefinition":
        metadata["name"] = rename(metadata["name"])
    if kind not in CLUSTER_WIDE:
        metadata["namespace"] = namespace
    if "roleRef" in document:
        document["roleRef"]["name"] = rename(document["roleRef"]["name"])
        for subject in document["subjects"]:
            subject |= {"name": rename(subject["name"]), "namespace": namespace}
    return document


def of_kind(manifests: list[Document], kind: str) -> Document:
    """Return the one manifest of a kind."""
    return next(manifest for manifest in manifests if manifest["kind"] == kind)


def hardened(
    deployment: Document, image: str, resources: Mapping[str, Any], labels: Mapping[str, str]
) -> None:
    """Give an operator's Deployment its image, its limits and what the Pod Security level `restricted` asks."""
    template = deployment["spec"]["template"]
    template["metadata"]["labels"] = {**template["metadata"].get("labels", {}), **labels}
    pod = template["spec"]
    pod["securityContext"] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    pod["nodeSelector"] = {"kubernetes.io/os": "linux"}
    pod["affinity"] = beside_pools()
    (container,) = pod["containers"]
    container |= {"image": image, "imagePullPolicy": "IfNotPresent", "resources": dict(resources)}
    container["securityContext"] = dict(SECURITY)


def as_manifests(documents: list[Document]) -> tuple[Manifest, ...]:
    """Return manifests in the order in which they can be made: namespaces, definitions, rights, then the rest."""
    order = ("Namespace", "CustomResourceDefinition", "ServiceAccount", "ClusterRole", "Role")
    rank = {kind: index for index, kind in enumerate(order)}
    return tuple(sorted(documents, key=lambda document: rank.get(document["kind"], len(order))))
