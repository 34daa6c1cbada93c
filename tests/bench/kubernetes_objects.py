"""What a stack declares on Kubernetes, as plain manifests: from its state, and with Ray's pods unwrapped; pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.kubernetes.definitions import unpack
from stacks.state import SPECIAL_VALUE

Manifest = Mapping[str, Any]

FIRST_KINDS = ("Namespace", "CustomResourceDefinition")
"""What others need before they can be named at all."""
BUILT_IN_GROUPS = ("apps", "batch", "policy")
"""Groups of the API server without a dot; all others of its own end with `.k8s.io`, as no definition here does."""
WORKLOADS = ("Deployment", "StatefulSet")
OPERATORS_END = "-system"
"""How the namespaces of operators end, and those of a plan do not."""
CLUSTER_WIDE = frozenset(
    {
        *("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "StorageClass"),
        *("PriorityClass", "GatewayClass", "Node", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
        *("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ClusterQueue", "ResourceFlavor", "Cohort"),
    }
)  # fmt: skip
"""Kinds that have no namespace."""


def manifests_of(document: Mapping[str, Any]) -> list[Manifest]:
    """Return the Kubernetes objects of an exported state, in the order in which they were made.

    Secrets are plain where the export shows them, and marked as secret where it does not.
    """
    found: list[Manifest] = []
    for resource in (document.get("deployment") or {}).get("resources") or ():
        if resource["type"].endswith(":CustomKinds"):
            found += unpack(resource["inputs"]["packed"]).values()
        elif resource.get("custom") and resource["type"].startswith("kubernetes:"):
            found.append(revealed(resource["inputs"]))
    return found


def revealed(value: Any) -> Any:
    """Return a value of a state without the engine's marks: a secret becomes what it hides, or says that it is one."""
    if isinstance(value, Mapping):
        if SPECIAL_VALUE in value:
            return revealed(json.loads(value["plaintext"])) if "plaintext" in value else "[secret]"
        return {key: revealed(inner) for key, inner in value.items() if not key.startswith("__")}
    return [revealed(inner) for inner in value] if isinstance(value, list) else value


def waves(manifests: Sequence[Manifest]) -> list[list[Manifest]]:
    """Return the manifests as kubectl can apply them: what defines, then operators and all built in, then the rest.

    Workloads of our own come last, since the webhooks of the operators answer for them.
    """
    found: list[list[Manifest]] = [[], [], []]
    for manifest in manifests:
        group = manifest["apiVersion"].rpartition("/")[0]
        is_built_in = not group or group in BUILT_IN_GROUPS or group.endswith(".k8s.io")
        is_operator = manifest["metadata"].get("namespace", "").endswith(OPERATORS_END)
        is_early = is_built_in and (is_operator or manifest["kind"] not in WORKLOADS)
        found[0 if manifest["kind"] in FIRST_KINDS else 1 if is_early else 2].append(manifest)
    return [wave for wave in found if wave]


def unwrapped(manifest: Manifest) -> list[Manifest]:
    """Return a Pod for each pod template of one of Ray's kinds; any other object as it is."""
    if not str(manifest.get("apiVersion", "")).startswith("ray.io/"):
        return [manifest]
    name = manifest["metadata"].get("name") or manifest["metadata"]["generateName"]
    namespace = manifest["metadata"].get("namespace")
    return [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                **template.get("metadata", {}),
                **({"namespace": namespace} if namespace else {}),
                "name": f"{name}-{number}",
            },
            "spec": template["spec"],
        }
        for number, template in enumerate(_templates(manifest["spec"]))
    ]


def placed(manifest: Manifest, namespace: str) -> Manifest:
    """Return a manifest in a namespace, as `kubectl --namespace` does with one that names none."""
    if manifest["kind"] in CLUSTER_WIDE or manifest["metadata"].get("namespace"):
        return manifest
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": namespace}}


def _templates(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the pod templates inside a specification: heads, workers, submitters."""
    if isinstance(value, Mapping):
        spec = value.get("spec")
        if isinstance(spec, Mapping) and "containers" in spec:
            yield value
            return
        for inner in value.values():
            yield from _templates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _templates(inner)
