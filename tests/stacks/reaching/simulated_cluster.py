"""A simulated cluster that lists, makes and removes objects without a server; `blind` are paths that refuse."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from components.kubernetes.access import Missing, NoCluster

KINDS = {
    "/api/v1/namespaces": "Namespace",
    "/api/v1/nodes": "Node",
    "/api/v1/configmaps": "ConfigMap",
    "/apis/batch/v1/jobs": "Job",
    "/apis/ray.io/v1/rayjobs": "RayJob",
    "/apis/ray.io/v1/rayservices": "RayService",
    "/apis/ray.io/v1/rayclusters": "RayCluster",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles": "ClusterRole",
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": "ValidatingWebhookConfiguration",
    "/apis/metrics.k8s.io/v1/pods": "PodMetrics",
}
OURS = {"groundplan-plan": "atlas", "app.kubernetes.io/managed-by": "groundplan"}


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
        return {"resources": [{"name": p[2], "kind": k, "verbs": verbs} for p, k in found if p[0] == path]}

    def listed(self, path: str, *, labelSelector: str, **_query: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        """Yield the objects of a kind that carry the labels."""
        self._see(path)
        wanted = dict(each.split("=") for each in labelSelector.split(","))
        for found in list(self.objects.values()):
            if found["list"] == path and wanted.items() <= found["labels"].items():
                yield {"metadata": found}

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
