"""How the operators of a cluster are set up, asked before anything is made: served versions, and configurations."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from components.kubernetes.access import Access, Missing
from components.kubernetes.operators import Operator
from components.kubernetes.rights import Right

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
LOOKED_AT = ("clusterqueues.kueue.x-k8s.io", "rayclusters.ray.io", "rayservices.ray.io")
"""Kinds whose versions and fields differ between releases that clusters run."""
CONFIGURED = ("kuberay", "kueue")
CONFIGURATION = "Configuration"
"""The kind of the document by which both of them are configured (config.ray.io, config.kueue.x-k8s.io)."""
READ: Right = ("get", "", "configmaps")

Served = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Kind -> version that is served -> schema."""
Configurations = Mapping[str, Mapping[str, Any]]
"""Place of an operator -> its configuration."""


def served(access: Access, kinds: Container[str]) -> Served:
    """Return the versions that a cluster serves of those kinds that it has. Raises NoCluster with one sentence."""
    found = {}
    for kind in LOOKED_AT:
        if kind in kinds:
            for definition in access.listed(DEFINITIONS, fieldSelector=f"metadata.name={kind}"):
                if definition["metadata"]["name"] == kind:
                    found[kind] = versions_of(definition)
    return found


def versions_of(definition: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the schema of each version that a definition serves."""
    return {
        version["name"]: (version.get("schema") or {}).get("openAPIV3Schema") or {}
        for version in (definition.get("spec") or {}).get("versions") or ()
        if version.get("served")
    }


def configurations(
    access: Access, operators: Mapping[str, tuple[Operator, ...]], missing: Container[Right]
) -> Configurations:
    """Return the configuration of each operator that mounts one; nobody is asked without the right to.

    Raises NoCluster with one sentence.
    """
    if READ in missing:
        return {}
    found = {}
    for operator in (each for service in CONFIGURED for each in operators.get(service, ())):
        for document in _mounted(access, operator):
            found[operator.place] = document
    return found


def _mounted(access: Access, operator: Operator) -> Iterator[Mapping[str, Any]]:
    namespace = operator.place.partition("/")[0]
    for name in operator.config_maps:
        try:
            config_map = access.get(f"/api/v1/namespaces/{namespace}/configmaps/{name}")
        except Missing:
            continue
        for text in (config_map.get("data") or {}).values():
            document = _parsed(text)
            if isinstance(document, Mapping) and document.get("kind") == CONFIGURATION:
                yield document


def _parsed(text: str) -> Any:
    # The parser of the client, which reads kubeconfigs with it.
    from kubernetes.config.kube_config import yaml  # pyright: ignore[reportPrivateImportUsage]

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
