"""Every manifest of `manifests.json` as a resource of plain Pulumi, for when what it needs to be accepted is there."""

import json
from pathlib import Path

import pulumi
from pulumi_kubernetes import Provider

from components.objects import KubernetesObject, logical_name
from tests.bench.kubernetes_objects import OPERATORS_END, WORKLOADS

provider = Provider("kubernetes", enable_server_side_apply=True, enable_patch_force=True)
spaces: dict[str, pulumi.Resource] = {}
kinds: dict[str, list[pulumi.Resource]] = {}
operators: list[pulumi.Resource] = []
for manifest in json.loads(Path("manifests.json").read_text(encoding="utf-8")):
    kind, group = manifest["kind"], manifest["apiVersion"].rpartition("/")[0]
    place = manifest["metadata"].get("namespace", "")
    is_operator = place.endswith(OPERATORS_END)
    needs = [*([spaces[place]] if place in spaces else []), *kinds.get(group, [])]
    if group in kinds or (kind in WORKLOADS and not is_operator):
        needs += operators  # their webhooks answer for these
    opts = pulumi.ResourceOptions(provider=provider, depends_on=needs)
    made = KubernetesObject(logical_name(manifest), manifest, opts)
    if kind == "Namespace":
        spaces[manifest["metadata"]["name"]] = made
    elif kind == "CustomResourceDefinition":
        kinds.setdefault(manifest["spec"]["group"], []).append(made)
    elif kind == "Deployment" and is_operator:
        operators.append(made)
