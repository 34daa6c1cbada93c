"""Declares what `declared.json` says, and nothing else."""

import json
import os
from pathlib import Path
from typing import Any

import pulumi

from components.objects import KubernetesObject, logical_name

declared = json.loads(Path("declared.json").read_text(encoding="utf-8"))
kubeconfig = pulumi.Output.secret(os.environ["DECLARED_KUBECONFIG"])
# Not the typed class: its package takes a second to import.
provider = pulumi.ProviderResource(
    "kubernetes", "cluster", {"kubeconfig": kubeconfig, **declared.get("provider", {})}
)
made: dict[str, KubernetesObject] = {}


def resolved(value: Any) -> Any:
    """Replace `{"secret": …}` by a secret and `{"id_of": …}` by what is known only once that object exists."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"secret"}:
        return pulumi.Output.secret(value["secret"])
    if set(value) == {"id_of"}:
        return made[value["id_of"]].id
    return {key: resolved(item) for key, item in value.items()}


first = None
for manifest in declared.get("objects", []):
    name = logical_name(manifest)
    options = pulumi.ResourceOptions(provider=provider, depends_on=[first] if first else [])
    made[name] = KubernetesObject(name, resolved(manifest), options)
    first = made[name] if manifest["kind"] in {"Namespace", "CustomResourceDefinition"} else first
for node, fields in declared.get("patches", {}).items():
    # What the typed class NodePatch sends; its package takes seconds to import.
    patch = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": node, **fields.get("metadata", {})}}
    options = pulumi.ResourceOptions(provider=provider)
    pulumi.CustomResource(
        "kubernetes:core/v1:NodePatch", node, {**patch, "spec": fields.get("spec")}, options
    )
if "charts" in declared:
    from pulumi_kubernetes.helm.v4 import Chart, RepositoryOptsArgs

    for name, arguments in declared["charts"].items():
        repository = arguments.pop("repository")
        Chart(
            name,
            repository_opts=RepositoryOptsArgs(repo=repository),
            opts=pulumi.ResourceOptions(providers={"kubernetes": provider}),
            **arguments,
        )
