"""Users of the real control plane who may do little, and kubeconfigs for them."""

import json
from pathlib import Path
from typing import Any

from tests.control_plane.cluster import ControlPlane
from tests.control_plane.kubeconfig import token_user, write_kubeconfig

NAMESPACE = "default"
READS = [
    {"apiGroups": [""], "resources": ["nodes", "namespaces", "services"], "verbs": ["get", "list"]},
    {
        "apiGroups": [""],
        "resources": ["pods", "persistentvolumes", "persistentvolumeclaims"],
        "verbs": ["list"],
    },
    {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["list"]},
    {"apiGroups": ["apps"], "resources": ["daemonsets", "deployments"], "verbs": ["list"]},
    {"apiGroups": ["storage.k8s.io"], "resources": ["storageclasses"], "verbs": ["list"]},
    {"apiGroups": ["scheduling.k8s.io"], "resources": ["priorityclasses"], "verbs": ["list"]},
    {"apiGroups": ["apiextensions.k8s.io"], "resources": ["customresourcedefinitions"], "verbs": ["list"]},
]
"""Rules of who may look at everything that is asked of a cluster, and change nothing."""


def restricted_kubeconfig(
    control_plane: ControlPlane, folder: Path, name: str, rules: list[dict[str, Any]]
) -> Path:
    """Make a service account with these rights in the whole cluster, and return a kubeconfig with a token of it."""
    api = control_plane.objects
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}
    subject = {"kind": "ServiceAccount", "name": name, "namespace": NAMESPACE}
    version = "rbac.authorization.k8s.io/v1"
    for manifest in (
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": NAMESPACE}},
        {"apiVersion": version, "kind": "ClusterRole", "metadata": {"name": name}, "rules": rules},
        {"apiVersion": version, "kind": "ClusterRoleBinding", "metadata": {"name": name}, "roleRef": role,
         "subjects": [subject]},
    ):  # fmt: skip
        api.apply(manifest)
    path = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts/{name}/token"
    asked = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {"expirationSeconds": 600},
    }
    token = api.request("POST", path, asked)["status"]["token"]
    return kubeconfig_of(control_plane, folder / f"{name}.kubeconfig", token)


def kubeconfig_of(control_plane: ControlPlane, path: Path, token: str) -> Path:
    """Write a kubeconfig with a token."""
    return write_kubeconfig(path, control_plane.server, control_plane.authority, token_user(token))


def changed_kubeconfig(
    control_plane: ControlPlane,
    path: Path,
    *,
    cluster: dict[str, Any] | None = None,
    user: dict[str, Any] | None = None,
) -> Path:
    """Write the administrator's kubeconfig with more fields of its cluster or its user."""
    document = json.loads(control_plane.kubeconfig.read_text(encoding="utf-8"))
    document["clusters"][0]["cluster"] |= cluster or {}
    document["users"][0]["user"] |= user or {}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
