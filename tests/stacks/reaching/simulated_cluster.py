"""A simulated cluster that lists, makes and removes objects without a server; `blind` are paths that refuse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.kubernetes.access import Missing, NoCluster
from stacks.reaching.remains import Owner

KINDS = {
    "/api/v1/namespaces": "Namespace",
    "/api/v1/nodes": "Node",
    "/api/v1/configmaps": "ConfigMap",
    "/api/v1/persistentvolumes": "PersistentVolume",
    "/apis/batch/v1/jobs": "Job",
    "/apis/ray.io/v1/rayjobs": "RayJob",
    "/apis/ray.io/v1/rayservices": "RayService",
    "/apis/ray.io/v1/rayclusters": "RayCluster",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles": "ClusterRole",
    "/apis/storage.k8s.io/v1/storageclasses": "StorageClass",
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": "ValidatingWebhookConfiguration",
    "/apis/metrics.k8s.io/v1/pods": "PodMetrics",
}
OWNER = Owner(plan="atlas", stack="team-ada")
OURS = {
    "groundplan-plan": "atlas", "groundplan-stack": "team-ada", "app.kubernetes.io/managed-by": "groundplan",
}  # fmt: skip
THEIRS = {**OURS, "groundplan-stack": "team-bob"}
"""Of another stack, which has a plan of the same name."""
CLUSTER_WIDE = {
    "Namespace", "Node", "PersistentVolume", "ClusterRole", "StorageClass", "ValidatingWebhookConfiguration",
}  # fmt: skip


@dataclass
class SimulatedCluster:
    """`objects` are by the path of each; `held` are the paths of those that nobody lets go."""

    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    blind: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    context: str = "here"

    def add(self, list_path: str, name: str, namespace: str = "", **metadata: Any) -> str:
        """Keep an object that carries the plan's labels, and return its path."""
        version, _, plural = list_path.rpartition("/")
        path = f"{version}{f'/namespaces/{namespace}' if namespace else ''}/{plural}/{name}"
        place = {"namespace": namespace} if namespace else {}
        self.objects[path] = {"name": name, "labels": OURS, "list": list_path, **place, **metadata}
        return path

    def get(self, path: str, **_query: str) -> dict[str, Any]:
        """Answer what the API server has: its groups, and their kinds."""
        self._see(path)
        if path == "/apis":
            versions = {each.removeprefix("/apis/").rpartition("/")[0] for each in KINDS if "/apis/" in each}
            return {"groups": [{"preferredVersion": {"groupVersion": each}} for each in sorted(versions)]}
        verbs = ["list", "delete"]
        found = [(each.rpartition("/"), kind) for each, kind in KINDS.items()]
        resources = [
            {"name": parts[2], "kind": kind, "verbs": verbs, "namespaced": kind not in CLUSTER_WIDE}
            for parts, kind in found
            if parts[0] == path
        ]
        return {"resources": resources}

    def listed(self, path: str, *, labelSelector: str = "", **_query: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        """Yield the objects of a kind that a selector selects, as the API server reads it."""
        self._see(path)
        head, inside, rest = path.partition("/namespaces/")
        space, _, plural = rest.partition("/")
        kind = f"{head}/{plural}" if inside else path
        for found in list(self.objects.values()):
            is_here = found["list"] == kind and (not inside or found.get("namespace") == space)
            if is_here and all(
                _fits(found["labels"], part) for part in filter(None, labelSelector.split(","))
            ):
                yield {
                    "metadata": found,
                    "spec": found.get("spec") or {},
                    "status": found.get("status") or {},
                }

    def request(self, method: str, path: str, **_given: Any) -> dict[str, Any]:
        """Remove an object, or keep it as ending where it is held."""
        self.asked.append((method, path))
        self._see(path)
        if path not in self.objects:
            raise Missing(f"{path} not found")
        if path in self.held:
            self.objects[path]["deletionTimestamp"] = "now"
        else:
            del self.objects[path]
        return {}

    def _see(self, path: str) -> None:
        if path in self.blind:
            raise NoCluster(f"{path} is forbidden")


def _fits(labels: Mapping[str, str], part: str) -> bool:
    if part.startswith("!"):
        return part.removeprefix("!") not in labels
    if "!=" in part:
        key, value = part.split("!=")
        return labels.get(key) != value
    key, sign, value = part.partition("=")
    return labels.get(key) == value if sign else key in labels
